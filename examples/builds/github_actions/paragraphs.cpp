// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// paragraphs.cpp: see paragraphs.h.
#include "paragraphs.h"

bool next_paragraph(std::istream &text, std::string &paragraph) {
  paragraph.clear();
  for (std::string line; std::getline(text, line);) {
    size_t begin = line.find_first_not_of(' ');
    if (begin != std::string::npos)
      paragraph.append(paragraph.empty() ? "" : " ").append(line, begin);
    else if (!paragraph.empty())
      return true;
  }
  return !paragraph.empty();
}
