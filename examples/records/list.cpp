// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// list: sums up the installed sizes of a dpkg status file by section. Reads
// all records into a list, then works on them: as natural as it is expensive,
// and the report says so. stream.cpp is its twin.
#include <fstream>
#include <iostream>
#include <vector>

#include "record.h"
#include "section_sizes.h"

static std::vector<Record> read_records(std::istream &in) {
  std::vector<Record> records;
  Record record;
  while (read_record(in, record))
    records.push_back(record);
  return records;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    std::cerr << "usage: list STATUS_FILE\n";
    return 2;
  }
  std::ifstream in(argv[1]);
  if (!in) {
    std::cerr << "list: cannot read " << argv[1] << '\n';
    return 1;
  }
  std::vector<Record> records = read_records(in);
  SectionSizes sizes;
  for (const Record &record : records)
    sizes.add(record);
  sizes.print(std::cout);
  return 0;
}
