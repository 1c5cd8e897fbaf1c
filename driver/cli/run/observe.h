// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// observe.h: what a process has live, looked at from outside while it counts.
#ifndef MEMTRACE_DRIVER_CLI_RUN_OBSERVE_H
#define MEMTRACE_DRIVER_CLI_RUN_OBSERVE_H

#include "reader/source.h"
#include "run/samples.h"

#include <sys/types.h>

namespace memtrace::driver {

// The sums of a ledger, and with `by_context` what they are made of. The time
// and RSS are the caller's. Throws a BadLedger.
Observation observe(Source &source, bool by_context);

// RSS of a process in bytes; 0: not known.
uint64_t rss_of(pid_t pid);

} // namespace memtrace::driver

#endif
