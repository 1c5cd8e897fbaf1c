// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// take.h: a snapshot of the process itself.
#ifndef MEMTRACE_API_TAKE_H
#define MEMTRACE_API_TAKE_H

#include "memtrace/memtrace.h"

namespace memtrace::rt {

// See memtrace_take_snapshot() of memtrace.h.
int take_snapshot(memtrace_snapshot **out);

} // namespace memtrace::rt

#endif
