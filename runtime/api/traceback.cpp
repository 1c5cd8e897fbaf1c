// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// traceback.cpp: see traceback.h. What the program gets points into the
// ledger's strings, which never move.
#include "api/traceback.h"

#include "api/locations.h"
#include "core/domains.h"
#include "ledger/ledger.h"

namespace memtrace::rt {

size_t traceback_of(const void *block, memtrace_location *locations,
                    size_t capacity) {
  uint32_t context = context_of(block);
  if (!context)
    return 0;
  keep_strings();
  size_t count = 0;
  for_each_location(view_ledger(), context, [&](memtrace_location location) {
    if (count < capacity)
      locations[count] = location;
    ++count;
  });
  return count;
}

} // namespace memtrace::rt
