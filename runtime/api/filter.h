// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// filter.h: snapshots of a part of what another one has.
#ifndef MEMTRACE_API_FILTER_H
#define MEMTRACE_API_FILTER_H

#include "api/snapshot.h"

namespace memtrace::rt {

// See memtrace_snapshot_filter() of memtrace.h.
int filter_snapshot(const memtrace_snapshot &snapshot,
                    const memtrace_filter *filters, size_t count,
                    memtrace_snapshot **out);

} // namespace memtrace::rt

#endif
