// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// record.cpp: see record.h.
#include "record.h"

#include <algorithm>

// Appends the words of a line; says how many they were.
static std::size_t append_words(const std::string &line, std::string &text) {
  std::size_t words = 0;
  std::size_t end = 0;
  for (;;) {
    std::size_t begin = line.find_first_not_of(" \t\f\r", end);
    if (begin == std::string::npos)
      return words;
    end = std::min(line.find_first_of(" \t\f\r", begin), line.size());
    if (!text.empty())
      text += ' ';
    text.append(line, begin, end - begin);
    ++words;
  }
}

bool read_record(std::istream &in, Record &record) {
  record.text.clear();
  record.words = 0;
  std::string line;
  while (std::getline(in, line)) {
    std::size_t words = append_words(line, record.text);
    record.words += words;
    if (words == 0 && record.words != 0)
      return true;
  }
  return record.words != 0;
}
