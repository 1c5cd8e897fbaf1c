// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// life.h: the process from its first allocation to its end.
#ifndef MEMTRACE_CORE_LIFE_H
#define MEMTRACE_CORE_LIFE_H

#include "memtrace/abi.h"

namespace memtrace::rt {

// What an event has to do that finds the process neither on nor off.
enum class Start {
  kDone,  // it counts now, or is off
  kEarly, // serve it from the bootstrap memory
  kTest   // serve it from the next allocator, and don't count it
};

// Initialises if nobody has. Keeps errno.
Start start();

// Whether the process doesn't count and can be started.
bool waits_for_start();

// Begins to count in a process that waits for it. A status of memtrace.h.
int start_late();

// Why it doesn't count and can't be started: a status of memtrace.h.
int why_off();

// The program has called operator new. Off because nobody asked, only now does
// it matter whether that is malloc.
void note_new();

// There is code that keeps its callers, and runs from now on.
void note_stacks(bool late = false);

// The executable has thread frames that it hides from everybody else: its lines
// can't be known.
void note_hidden_frames();

// The library with this code in it has others than everybody else, though the
// executable hides nothing.
void note_other_frames(const memtrace_thread_frames *frames, const void *code);

// The process is about to end with this status: writes the report, once, and
// only in the process whose ledger it is. The status to end with. Keeps errno.
int finish(int status);

// The ledger's pages are lost: from now on every call goes straight on. Safe in
// a signal handler.
void count_no_more();

// exec() is about to be called: the child of a fork that does nothing else
// leaves no ledger behind.
void leave_for_exec();

// Around daemon(), whose parent ends inside the C library.
void expect_daemon();
void expect_no_daemon(); // it failed

} // namespace memtrace::rt

#endif
