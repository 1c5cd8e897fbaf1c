// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// list: how long the paragraphs of a text are. Reads all of them into a list,
// then works on them: as natural as it is expensive, and the report says so.
// stream.cpp is its twin.
#include <iostream>
#include <vector>

#include "lengths.h"
#include "record.h"

static std::vector<Record> read_records(std::istream &in) {
  std::vector<Record> records;
  Record record;
  while (read_record(in, record))
    records.push_back(record);
  return records;
}

int main() {
  std::vector<Record> records = read_records(std::cin);
  Lengths lengths;
  for (const Record &record : records)
    lengths.add(record);
  lengths.print(std::cout);
  return 0;
}
