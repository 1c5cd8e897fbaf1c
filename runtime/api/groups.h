// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// groups.h: what blocks are grouped by: a line, a file, a function, a type, a
// domain or a whole stack.
#ifndef MEMTRACE_API_GROUPS_H
#define MEMTRACE_API_GROUPS_H

#include "memtrace/memtrace.h"

namespace memtrace::rt {

struct Group {
  const memtrace_location *frames; // innermost first
  size_t frame_count;
  bool has_more_frames;
  const char *type; // or null
  unsigned domain;
};

// What of a location tells groups by line, file or function apart.
memtrace_location key_of(const memtrace_location &location, memtrace_key by);

// CPython's order of what is grouped: below 0, 0 or above. Stacks are compared
// from their outermost frame on.
int compare(const Group &a, const Group &b);

} // namespace memtrace::rt

#endif
