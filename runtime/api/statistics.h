// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// statistics.h: snapshots by group, alone or compared.
#ifndef MEMTRACE_API_STATISTICS_H
#define MEMTRACE_API_STATISTICS_H

#include "api/snapshot.h"

namespace memtrace::rt {

// See memtrace_snapshot_statistics() and memtrace_snapshot_compare() of
// memtrace.h. `old` is null for the former.
int make_statistics(const memtrace_snapshot &snapshot,
                    const memtrace_snapshot *old, memtrace_query query,
                    memtrace_statistics **out);
void free_statistics(memtrace_statistics *statistics);

} // namespace memtrace::rt

struct memtrace_statistics {
  size_t bytes;
  // What the rows point into.
  const memtrace_snapshot *snapshots[2]; // the second may be null
  memtrace_location *locations;
  size_t location_bytes;
  size_t count;
  memtrace_statistic rows[];
};

#endif
