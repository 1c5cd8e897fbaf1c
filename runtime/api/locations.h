// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// locations.h: the entries of a stack as people's interface has them.
#ifndef MEMTRACE_API_LOCATIONS_H
#define MEMTRACE_API_LOCATIONS_H

#include "memtrace/memtrace.h"
#include "report/stack.h"

namespace memtrace::rt {

// Points into the view's strings.
memtrace_location location_of(const LedgerView &view, const StackEntry &entry);

// Whether it is a mark, and no place in a source.
bool is_mark(const memtrace_location &location);

// Calls take(location) for what is known of a context's stack, innermost first.
// True: there may be more callers than are kept.
template <typename Take>
bool for_each_location(const LedgerView &view, uint32_t context, Take take) {
  Stack stack(view, context);
  StackEntry entry;
  while (stack.next(entry)) {
    if (entry.kind == StackEntry::kMore)
      return true;
    take(location_of(view, entry));
  }
  return false;
}

} // namespace memtrace::rt

#endif
