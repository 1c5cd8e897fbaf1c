// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// character.h: the characters of UnicodeData.txt, and how each is written into
// a C++ table. What hungry.cpp, lean.cpp and view.cpp share.
#ifndef MEMTRACE_EXAMPLES_CHARACTER_H
#define MEMTRACE_EXAMPLES_CHARACTER_H

#include <cstdio>
#include <cstdlib>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

struct Character {
  unsigned code;
  char category[3]; // "Lu": a letter, uppercase
};

inline bool is_in(const Character &one, std::string_view category) {
  return std::string_view(one.category).substr(0, category.size()) == category;
}

// Lines are 20AC;EURO SIGN;Sc;...
inline std::vector<Character> read_characters(std::istream &in) {
  std::vector<Character> all;
  for (std::string line; std::getline(in, line);) {
    size_t name = line.find(';'), category = line.find(';', name + 1);
    if (category == line.npos || category + 2 >= line.size())
      continue;
    auto code = static_cast<unsigned>(std::strtoul(line.c_str(), nullptr, 16));
    all.push_back({code, {line[category + 1], line[category + 2], '\0'}});
  }
  return all;
}

// {0x20AC, "\xE2\x82\xAC"},
inline std::string entry_of(const Character &one) {
  const unsigned code = one.code;
  unsigned bytes[4], count = 0;
  if (code < 0x80) {
    bytes[count++] = code;
  } else {
    unsigned following = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    bytes[count++] = (0xF00 >> (following + 1) & 0xFF) | code >> 6 * following;
    while (following-- > 0)
      bytes[count++] = 0x80 | (code >> 6 * following & 0x3F);
  }
  char text[64];
  int end = std::snprintf(text, sizeof text, "  {0x%04X, \"", code);
  for (unsigned i = 0; i < count; ++i)
    end += std::snprintf(text + end, sizeof text - static_cast<size_t>(end),
                         "\\x%02X", bytes[i]);
  return std::string(text, static_cast<size_t>(end)) + "\"},";
}

#endif
