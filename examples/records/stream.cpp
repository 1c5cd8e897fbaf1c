// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// stream: prints what list.cpp prints, but works on each paragraph while it
// reads: one in memory instead of all.
#include <iostream>

#include "lengths.h"
#include "record.h"

int main() {
  Lengths lengths;
  Record record;
  while (read_record(std::cin, record))
    lengths.add(record);
  lengths.print(std::cout);
  return 0;
}
