// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// utf8_table: the same table, from a generator: an entry is made when it is
// its turn to be printed.
#include <fstream>
#include <iostream>

#include "../generator.h"
#include "character.h"

static Generator<std::string> entries(const std::vector<Character> &all,
                                      std::string_view category) {
  for (const Character &one : all)
    if (is_in(one, category))
      co_yield entry_of(one);
}

static void print_table(const std::vector<Character> &all,
                        std::string_view category) {
  for (const std::string &entry : entries(all, category))
    std::cout << entry << '\n';
}

int main(int argc, char **argv) {
  if (argc != 3) {
    std::cerr << "usage: utf8_table CATEGORY UNICODE_DATA\n";
    return 2;
  }
  std::ifstream in(argv[2]);
  if (!in) {
    std::cerr << "utf8_table: cannot read " << argv[2] << '\n';
    return 1;
  }
  print_table(read_characters(in), argv[1]);
  return 0;
}
