// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tracing.h: what a program asks of us while it runs: to record or not, to
// forget, and for the peak of a part of it. The functions of memtrace.h have
// the same names and say what they do.
#ifndef MEMTRACE_CORE_TRACING_H
#define MEMTRACE_CORE_TRACING_H

#include "memtrace/memtrace.h"

namespace memtrace::rt {

bool is_available();
int start_tracing();
void stop_tracing();
bool is_tracing();
int clear_tracing();

memtrace_traced traced_memory();
void reset_peak();
void open_scope(memtrace_peak_scope *scope);
memtrace_traced read_scope(const memtrace_peak_scope &scope);
void close_scope(memtrace_peak_scope *scope);

uint64_t overhead();

// Whether the program has stopped what had begun.
bool is_paused();

// Whether there is something to be seen. Starts the ledger of a fork's child.
bool has_counts();

// Around a fork, whose child must not find it half changed.
void hold_tracing();
void release_tracing();
// In the child: nobody holds our locks.
void reset_tracing();

} // namespace memtrace::rt

#endif
