// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// options.h: the environment variables, read once. docs/options.md describes
// them to users.
#ifndef MEMTRACE_CORE_OPTIONS_H
#define MEMTRACE_CORE_OPTIONS_H

#include "report/report.h"

#include <limits.h>
#include <stdint.h>

namespace memtrace::rt {

// Names of ledgers end in this.
constexpr const char *kLedgerSuffix = ".memtrace";

// Whose blocks a thread keeps that it has freed: see block_cache.h.
enum class Caches { kNobodys, kGlibcs, kAll };

struct Options {
  // As given, made absolute; %p and %e not yet replaced. Empty: there is none.
  char out[PATH_MAX];
  bool starts; // by itself
  bool out_is_stderr;
  bool out_is_ledger;       // its name ends in .memtrace
  bool exact_peak;          // with any number of threads
  bool omits_command_line;  // which may hold secrets
  bool reports_excess_only; // the report is for a peak over the limit
  bool fails_on_excess;
  uint64_t peak_limit; // in bytes; 0: there is none
  int snapshot_signal; // 0: none
  Caches caches;
  unsigned frames; // of a context, once there is code with stacks
  unsigned top;
  SortKey sort;
};
extern Options g_options;

// Does the environment exist yet? Not in the loader's first calls to malloc.
bool environment_ready();

// What the user wants, and the program may want.
enum class Wish { kNoTracing, kWait, kTrace };

// A bad value is said, and the default holds.
Wish read_options();

} // namespace memtrace::rt

#endif
