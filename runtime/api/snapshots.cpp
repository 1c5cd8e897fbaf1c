// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snapshots.cpp: the functions of memtrace.h that are about snapshots.
#include "api/dump.h"
#include "api/filter.h"
#include "api/snapshot.h"
#include "api/statistics.h"
#include "api/take.h"
#include "api/text.h"
#include "core/output.h"
#include "core/tracing.h"
#include "hooks/names.h"
#include "memtrace/memtrace.h"

using namespace memtrace::rt;

extern "C" {

MEMTRACE_EXPORT int __memtrace_take_snapshot(memtrace_snapshot **out) {
  return take_snapshot(out);
}
MEMTRACE_EXPORT void __memtrace_snapshot_free(memtrace_snapshot *snapshot) {
  free_snapshot(snapshot);
}
MEMTRACE_EXPORT int __memtrace_snapshot_dump(const memtrace_snapshot *snapshot,
                                             const char *path) {
  return snapshot && path ? dump_snapshot(*snapshot, path) : MEMTRACE_INVALID;
}
MEMTRACE_EXPORT int __memtrace_snapshot_load(const char *path,
                                             memtrace_snapshot **out) {
  *out = nullptr;
  return path ? load_snapshot(path, out) : MEMTRACE_INVALID;
}
MEMTRACE_EXPORT memtrace_snapshot_totals
__memtrace_snapshot_totals_of(const memtrace_snapshot *snapshot) {
  return snapshot ? totals_of(*snapshot) : memtrace_snapshot_totals();
}
MEMTRACE_EXPORT int
__memtrace_snapshot_filter(const memtrace_snapshot *snapshot,
                           const memtrace_filter *filters, size_t count,
                           memtrace_snapshot **out) {
  *out = nullptr;
  return snapshot && (filters || !count)
             ? filter_snapshot(*snapshot, filters, count, out)
             : MEMTRACE_INVALID;
}

MEMTRACE_EXPORT int
__memtrace_snapshot_statistics(const memtrace_snapshot *snapshot,
                               memtrace_query query,
                               memtrace_statistics **out) {
  *out = nullptr;
  return snapshot ? make_statistics(*snapshot, nullptr, query, out)
                  : MEMTRACE_INVALID;
}
MEMTRACE_EXPORT int
__memtrace_snapshot_compare(const memtrace_snapshot *snapshot,
                            const memtrace_snapshot *old, memtrace_query query,
                            memtrace_statistics **out) {
  *out = nullptr;
  return snapshot && old ? make_statistics(*snapshot, old, query, out)
                         : MEMTRACE_INVALID;
}
MEMTRACE_EXPORT size_t
__memtrace_statistics_count(const memtrace_statistics *statistics) {
  return statistics ? statistics->count : 0;
}
MEMTRACE_EXPORT const memtrace_statistic *
__memtrace_statistics_rows(const memtrace_statistics *statistics) {
  return statistics ? statistics->rows : nullptr;
}
MEMTRACE_EXPORT void
__memtrace_statistics_free(memtrace_statistics *statistics) {
  free_statistics(statistics);
}

MEMTRACE_EXPORT size_t __memtrace_format_statistic(
    const memtrace_statistic *row, char *text, size_t size) {
  return format_statistic(*row, text, size);
}
MEMTRACE_EXPORT size_t __memtrace_format_size(int64_t bytes, int always_sign,
                                              char *text, size_t size) {
  return format_signed_size(bytes, always_sign != 0, text, size);
}
MEMTRACE_EXPORT size_t __memtrace_format_traceback(
    const memtrace_location *locations, size_t count, int limit,
    int most_recent_first, char *text, size_t size) {
  return format_traceback(locations, count, limit, most_recent_first != 0, text,
                          size);
}

MEMTRACE_EXPORT int __memtrace_report(const char *path) {
  if (!has_counts())
    return MEMTRACE_NOT_TRACING;
  return write_report_now(path) ? MEMTRACE_OK : MEMTRACE_NO_FILE;
}

} // extern "C"
