// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// fit.cpp: see fit.h.
#include "live/fit.h"

#include <climits>
#include <cwchar>
#include <cwctype>

namespace memtrace::driver {
namespace {

// Marks that turn the direction of the text behind them.
bool turns(wchar_t c) {
  return (c >= 0x200e && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

bool is_harmless(wchar_t c) {
  return std::iswprint(static_cast<wint_t>(c)) && wcwidth(c) >= 0 && !turns(c);
}

size_t columns_of(wchar_t c) { return static_cast<size_t>(wcwidth(c)); }

} // namespace

wchar_t sign(wchar_t best, wchar_t plain) {
  char bytes[MB_LEN_MAX];
  std::mbstate_t state = {};
  return std::wcrtomb(bytes, best, &state) == static_cast<size_t>(-1) ? plain
                                                                      : best;
}

std::wstring wide(const std::string &text) {
  const wchar_t no_character = sign(L'\ufffd', L'?');
  std::wstring result;
  std::mbstate_t state = {};
  for (size_t i = 0; i < text.size();) {
    wchar_t c = 0;
    size_t length = std::mbrtowc(&c, text.data() + i, text.size() - i, &state);
    bool valid = length != 0 && length <= text.size() - i;
    result += valid && is_harmless(c) ? c : no_character;
    i += valid ? length : 1;
    if (!valid)
      state = {};
  }
  return result;
}

size_t columns(const std::wstring &text) {
  size_t sum = 0;
  for (wchar_t c : text)
    sum += columns_of(c);
  return sum;
}

std::wstring cut(const std::wstring &text, size_t width) {
  size_t used = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    used += columns_of(text[i]);
    if (used > width)
      return text.substr(0, i);
  }
  return text;
}

std::wstring fit(const std::wstring &text, size_t width) {
  if (columns(text) <= width)
    return text;
  if (width == 0)
    return L"";
  std::wstring start = cut(text, (width - 1) / 3);
  size_t rest = width - 1 - columns(start);
  size_t first = text.size();
  for (size_t used = 0; first > 0; --first) {
    used += columns_of(text[first - 1]);
    if (used > rest)
      break;
  }
  return start + sign(L'\u2026', L'~') + text.substr(first);
}

} // namespace memtrace::driver
