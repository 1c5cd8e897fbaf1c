// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// utf8_table: writes a C++ table of the characters of a category, with their
// bytes in UTF-8. Copies those that are meant, turns the copy into lines of
// text, and then prints them.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>

#include "character.h"

static void print_table(const std::vector<Character> &all,
                        std::string_view category) {
  std::vector<Character> chosen;
  std::copy_if(all.begin(), all.end(), std::back_inserter(chosen),
               [&](const Character &one) { return is_in(one, category); });
  std::vector<std::string> entries;
  std::transform(chosen.begin(), chosen.end(), std::back_inserter(entries),
                 entry_of);
  for (const std::string &entry : entries)
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
