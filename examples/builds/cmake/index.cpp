// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// index.cpp: see index.h.
#include "index.h"

#include <cctype>

Index::Index(std::istream &text) {
  std::string line;
  for (int number = 1; std::getline(text, line); ++number)
    add_line(line, number);
}

void Index::add_line(const std::string &line, int number) {
  std::string word;
  for (unsigned char c : line + ' ') {
    if (std::isalpha(c)) {
      word += static_cast<char>(std::tolower(c));
    } else if (!word.empty()) {
      std::vector<int> &lines = lines_[word];
      if (lines.empty() || lines.back() != number)
        lines.push_back(number);
      word.clear();
    }
  }
}

const std::vector<int> &Index::lines_of(const std::string &word) const {
  static const std::vector<int> kNone;
  auto found = lines_.find(word);
  return found == lines_.end() ? kNone : found->second;
}
