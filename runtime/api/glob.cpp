// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// glob.cpp: see glob.h. Not fnmatch(3), which depends on the locale, may
// allocate, and knows escapes.
#include "api/glob.h"

#include <stdint.h>

namespace memtrace::rt {
namespace {

// Takes one character; what is no UTF-8 is a byte, larger than any character.
uint32_t take(const char *&at) {
  auto byte = [&](int i) { return (unsigned char)at[i]; };
  uint32_t first = byte(0);
  int more = first < 0xc2   ? 0
             : first < 0xe0 ? 1
             : first < 0xf0 ? 2
             : first < 0xf5 ? 3
                            : 0;
  uint32_t code = more == 0 ? first : first & (0x3fu >> more);
  for (int i = 1; i <= more; ++i) {
    if ((byte(i) & 0xc0) != 0x80) {
      more = -1;
      break;
    }
    code = code << 6 | (byte(i) & 0x3f);
  }
  if (more < 0 || (more == 0 && first >= 0x80)) {
    at += 1;
    return 0x110000 + first;
  }
  at += more + 1;
  return code;
}

// The `]` of the set whose `[` is before `set`; null: there is none, and the
// `[` stands for itself.
const char *end_of_set(const char *set) {
  const char *end = set;
  if (*end == '!')
    ++end;
  if (*end == ']')
    ++end;
  while (*end && *end != ']')
    ++end;
  return *end ? end : nullptr;
}

bool is_in_set(const char *set, const char *end, uint32_t character) {
  bool wanted = true;
  if (*set == '!') {
    wanted = false;
    ++set;
  }
  bool found = false;
  while (set < end) {
    uint32_t first = take(set), last = first;
    if (*set == '-' && set + 1 < end) {
      ++set;
      last = take(set);
    }
    found |= first <= character && character <= last;
  }
  return found == wanted;
}

// Takes what one character of the text has to match, if it is not a `*`.
bool takes(const char *&pattern, uint32_t character) {
  if (*pattern == '[')
    if (const char *end = end_of_set(pattern + 1)) {
      const char *set = pattern + 1;
      pattern = end + 1;
      return is_in_set(set, end, character);
    }
  uint32_t wanted = take(pattern);
  return wanted == '?' || wanted == character;
}

} // namespace

bool matches(const char *pattern, const char *text) {
  // Where the last `*` may begin to take more.
  const char *after_star = nullptr, *taken = nullptr;
  while (*text || *pattern == '*') {
    if (*pattern == '*') {
      after_star = ++pattern;
      taken = text;
      continue;
    }
    if (*pattern && takes(pattern, take(text)))
      continue;
    if (!after_star)
      return false;
    pattern = after_star;
    take(taken);
    text = taken;
  }
  return !*pattern;
}

} // namespace memtrace::rt
