// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// section_sizes.h: how much is installed in each section of the archive.
#ifndef RECORDS_SECTION_SIZES_H
#define RECORDS_SECTION_SIZES_H

#include <cstdint>
#include <map>
#include <ostream>
#include <string>

#include "record.h"

class SectionSizes {
public:
  void add(const Record &record);
  // The sections with most installed first, with the largest package of each.
  void print(std::ostream &out) const;

private:
  struct Section {
    std::uint64_t packages = 0;
    std::uint64_t installed_kib = 0;
    std::string largest;
    std::uint64_t largest_kib = 0;
  };
  std::map<std::string, Section> sections_;
};

#endif
