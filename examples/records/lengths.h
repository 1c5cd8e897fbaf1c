// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// lengths.h: how long paragraphs are.
#ifndef RECORDS_LENGTHS_H
#define RECORDS_LENGTHS_H

#include <cstddef>
#include <map>
#include <ostream>
#include <string>

#include "record.h"

class Lengths {
public:
  void add(const Record &record);
  void print(std::ostream &out) const;

private:
  struct Class {
    std::size_t records = 0;
    std::size_t words = 0;
    std::size_t longest_words = 0;
    std::string longest; // how it begins
  };
  std::map<std::size_t, Class> classes_; // by the power of two they don't reach
};

#endif
