// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// longest: the longest paragraph of a file.
#include "paragraphs.h"

#include <fstream>
#include <iostream>

static std::string longest_of(std::istream &text) {
  std::string longest;
  for (std::string paragraph; next_paragraph(text, paragraph);)
    if (paragraph.size() > longest.size())
      longest = paragraph;
  return longest;
}

int main(int argc, char **argv) {
  std::ifstream text(argc == 2 ? argv[1] : "");
  if (!text) {
    std::cerr << "usage: longest FILE\n";
    return 2;
  }
  std::cout << longest_of(text) << '\n';
}
