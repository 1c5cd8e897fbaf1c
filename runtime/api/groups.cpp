// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// groups.cpp: see groups.h.
#include "api/groups.h"

#include <string.h>

namespace memtrace::rt {
namespace {

int compare(const char *a, const char *b) {
  return a == b ? 0 : strcmp(a ? a : "", b ? b : "");
}

int compare(const memtrace_location &a, const memtrace_location &b) {
  if (int order = compare(a.file, b.file))
    return order;
  if (a.line != b.line)
    return a.line < b.line ? -1 : 1;
  return compare(a.function, b.function);
}

} // namespace

memtrace_location key_of(const memtrace_location &location, memtrace_key by) {
  bool named = by == MEMTRACE_BY_FUNCTION ||
               (by != MEMTRACE_BY_FILE && location.line == 0);
  bool with_line = by != MEMTRACE_BY_FUNCTION && by != MEMTRACE_BY_FILE;
  return {location.file, named ? location.function : nullptr,
          with_line ? location.line : 0, 0};
}

int compare(const Group &a, const Group &b) {
  for (size_t i = a.frame_count, j = b.frame_count; i > 0 && j > 0;)
    if (int order = compare(a.frames[--i], b.frames[--j]))
      return order;
  if (a.frame_count != b.frame_count)
    return a.frame_count < b.frame_count ? -1 : 1;
  if (a.has_more_frames != b.has_more_frames)
    return a.has_more_frames ? 1 : -1;
  if (int order = compare(a.type, b.type))
    return order;
  return a.domain == b.domain ? 0 : a.domain < b.domain ? -1 : 1;
}

} // namespace memtrace::rt
