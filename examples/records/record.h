// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// record.h: one paragraph of a text, what stands between empty lines.
#ifndef RECORDS_RECORD_H
#define RECORDS_RECORD_H

#include <cstddef>
#include <istream>
#include <string>

struct Record {
  std::string text; // its lines, joined by spaces
  std::size_t words = 0;
};

// Reads the next paragraph into `record`, whose memory is used again. False at
// the end of the input.
bool read_record(std::istream &in, Record &record);

#endif
