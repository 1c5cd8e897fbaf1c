// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// callee.cpp: see callee.h. Mangled names are taken apart only as far as it
// takes to see what is an identifier: `C1` is a constructor outside of one.
#include "report/callee.h"

#include <stddef.h>
#include <string.h>

namespace memtrace::rt {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_seq_id(char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); }

// The length of `C1`, `CI2` or `D0`, of which only the digit may differ; or 0.
size_t variant_length(const char *name) {
  if (name[0] == 'D')
    return is_digit(name[1]) ? 2 : 0;
  if (name[0] != 'C')
    return 0;
  size_t at = name[1] == 'I' ? 2 : 1;
  return is_digit(name[at]) ? at + 1 : 0;
}

// `3foo`; no digits but those before it, if that is no identifier.
size_t identifier_length(const char *name) {
  size_t digits = 0;
  size_t length = 0;
  for (; is_digit(name[digits]) && digits < 9; ++digits)
    length = length * 10 + static_cast<size_t>(name[digits] - '0');
  return digits + (strnlen(name + digits, length) == length ? length : 0);
}

// A number as an argument of a template: `Li10E`, `L4Enum3E`; or 1.
size_t literal_length(const char *name) {
  size_t at = 1 + (is_digit(name[1]) ? identifier_length(name + 1)
                   : name[1] != '\0' ? 1
                                     : 0);
  at += name[at] == 'n' ? 1 : 0;
  size_t value = at;
  while (is_digit(name[at]))
    ++at;
  return at > value && name[at] == 'E' ? at + 1 : 1;
}

// A number that isn't a length, up to its end: S1A_ and T0_ stand for what came
// before, A8_ is an array, Dv4_ a vector.
size_t number_length(const char *name) {
  size_t at = name[0] == 'D' && name[1] == 'v' ? 2 : 1;
  while (is_seq_id(name[at]))
    ++at;
  return name[at] == '_' ? at + 1 : 1;
}

// Of what stands at the start of `name` and has to be equal.
size_t unit_length(const char *name) {
  switch (*name) {
  case 'L':
    return literal_length(name);
  case 'S':
  case 'T':
  case 'A':
  case 'D':
    return number_length(name);
  }
  return is_digit(*name) ? identifier_length(name) : 1;
}

bool is_end(char c) { return c == '\0' || c == '.'; }

bool is_same_mangled(const char *a, const char *b) {
  while (!is_end(*a) && !is_end(*b)) {
    size_t length = variant_length(a);
    if (length != 0 && length == variant_length(b)) {
      if (strncmp(a, b, length - 1) != 0)
        return false;
    } else {
      length = unit_length(a);
      if (strncmp(a, b, length) != 0)
        return false;
    }
    a += length;
    b += length;
  }
  return is_end(*a) && is_end(*b);
}

bool is_same_plain(const char *a, const char *b) {
  for (; *a == *b && !is_end(*a); ++a, ++b)
    continue;
  return is_end(*a) && is_end(*b);
}

// Says that the name is to be taken as it is.
const char *without_escape(const char *name) {
  return *name == '\1' ? name + 1 : name;
}

} // namespace

bool is_same_function(const char *callee, const char *function) {
  callee = without_escape(callee);
  function = without_escape(function);
  bool mangled =
      strncmp(callee, "_Z", 2) == 0 && strncmp(function, "_Z", 2) == 0;
  return mangled ? is_same_mangled(callee, function)
                 : is_same_plain(callee, function);
}

} // namespace memtrace::rt
