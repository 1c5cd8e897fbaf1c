// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dump.h: snapshots as files, which are ledgers.
#ifndef MEMTRACE_API_DUMP_H
#define MEMTRACE_API_DUMP_H

#include "api/snapshot.h"

namespace memtrace::rt {

// See memtrace_snapshot_dump() and memtrace_snapshot_load() of memtrace.h.
int dump_snapshot(const memtrace_snapshot &snapshot, const char *path);
int load_snapshot(const char *path, memtrace_snapshot **out);

} // namespace memtrace::rt

#endif
