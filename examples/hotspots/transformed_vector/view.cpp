// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// utf8_table: the same table, from views of C++20, which clang reads in
// Debian's library from version 16 on.
#include <fstream>
#include <iostream>
#include <ranges>

#include "character.h"

static void print_table(const std::vector<Character> &all,
                        std::string_view category) {
  auto is_chosen = [&](const Character &one) { return is_in(one, category); };
  for (const std::string &entry :
       all | std::views::filter(is_chosen) | std::views::transform(entry_of))
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
