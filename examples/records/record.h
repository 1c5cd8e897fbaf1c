// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// record.h: one package of a dpkg status file (deb-control(5)).
#ifndef RECORDS_RECORD_H
#define RECORDS_RECORD_H

#include <cstdint>
#include <istream>
#include <string>

struct Record {
  std::string package;
  std::string section;
  std::string version;
  std::string depends;
  std::string description;
  std::uint64_t installed_kib = 0;
};

// Reads the next package into `record`, whose memory is used again. False at
// the end of the input.
bool read_record(std::istream &in, Record &record);

#endif
