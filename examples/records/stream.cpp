// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// stream: prints what list.cpp prints, but works on each record while it
// reads: one record in memory instead of all.
#include <fstream>
#include <iostream>

#include "record.h"
#include "section_sizes.h"

int main(int argc, char **argv) {
  if (argc != 2) {
    std::cerr << "usage: stream STATUS_FILE\n";
    return 2;
  }
  std::ifstream in(argv[1]);
  if (!in) {
    std::cerr << "stream: cannot read " << argv[1] << '\n';
    return 1;
  }
  SectionSizes sizes;
  Record record;
  while (read_record(in, record))
    sizes.add(record);
  sizes.print(std::cout);
  return 0;
}
