// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tracing.cpp: the functions of memtrace.h that are about the process.
#include "core/tracing.h"

#include "api/traceback.h"
#include "core/allocate.h"
#include "core/domains.h"
#include "hooks/names.h"
#include "ledger/ledger.h"
#include "memtrace/memtrace.h"

using namespace memtrace::rt;

extern "C" {

MEMTRACE_EXPORT int __memtrace_available() { return is_available(); }
MEMTRACE_EXPORT int __memtrace_start() { return start_tracing(); }
MEMTRACE_EXPORT void __memtrace_stop() { stop_tracing(); }
MEMTRACE_EXPORT int __memtrace_is_tracing() { return is_tracing(); }
MEMTRACE_EXPORT int __memtrace_clear() { return clear_tracing(); }

MEMTRACE_EXPORT memtrace_traced __memtrace_traced_memory() {
  return traced_memory();
}
MEMTRACE_EXPORT void __memtrace_reset_peak() { reset_peak(); }
MEMTRACE_EXPORT void __memtrace_peak_open(memtrace_peak_scope *scope) {
  open_scope(scope);
}
MEMTRACE_EXPORT memtrace_traced
__memtrace_peak_read(const memtrace_peak_scope *scope) {
  return read_scope(*scope);
}
MEMTRACE_EXPORT void __memtrace_peak_close(memtrace_peak_scope *scope) {
  close_scope(scope);
}

MEMTRACE_EXPORT unsigned __memtrace_frame_limit() {
  return has_counts() ? g_header->frames_kept : 0;
}

MEMTRACE_EXPORT uint64_t __memtrace_overhead() { return overhead(); }

MEMTRACE_EXPORT size_t __memtrace_traceback_of(const void *block,
                                               memtrace_location *locations,
                                               size_t capacity) {
  return traceback_of(block, locations, capacity);
}

MEMTRACE_EXPORT void *__memtrace_uncounted_malloc(size_t size) {
  return allocate_uncounted(size);
}

// Of code that is not instrumented.
MEMTRACE_EXPORT int __memtrace_track(unsigned domain, const void *address,
                                     size_t size) {
  return track(domain, address, size, ambient_site());
}
MEMTRACE_EXPORT int __memtrace_track_at(unsigned domain, const void *address,
                                        size_t size, memtrace_site *site) {
  return track(domain, address, size, site);
}
MEMTRACE_EXPORT void __memtrace_untrack(unsigned domain, const void *address) {
  untrack(domain, address);
}

} // extern "C"
