// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// traceback.h: the places in the source of a block's allocation.
#ifndef MEMTRACE_API_TRACEBACK_H
#define MEMTRACE_API_TRACEBACK_H

#include "memtrace/memtrace.h"

namespace memtrace::rt {

// See memtrace_traceback_of() of memtrace.h.
size_t traceback_of(const void *block, memtrace_location *locations,
                    size_t capacity);

} // namespace memtrace::rt

#endif
