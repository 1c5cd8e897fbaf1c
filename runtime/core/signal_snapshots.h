// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// signal_snapshots.h: MEMTRACE_SIGNAL: on a signal the process writes what it
// has counted so far to the next numbered file, and goes on. In the handler
// itself, as the program has no thread of ours.
#ifndef MEMTRACE_CORE_SIGNAL_SNAPSHOTS_H
#define MEMTRACE_CORE_SIGNAL_SNAPSHOTS_H

#include <signal.h>

namespace memtrace::rt {

// Waits for the signal, if the user wants that and nobody else handles or
// ignores it. The ledger is there.
void watch_snapshot_signal();

// In the child of a fork, which has its parent's handler, and now a ledger of
// its own.
void restart_snapshots();

// By a thread that is not in the middle of an event. What happens meanwhile in
// other threads leads to one more. A failure is said once.
void write_snapshot_by_signal();

// Whether this is the signal.
bool takes_snapshots_by(int number);

// The program has asked for the action of the signal, or has set another
// (null: it hasn't): puts what was there before us in place of ours.
void note_action(struct sigaction *was, const struct sigaction *now);
void note_handler(void (**was)(int), void (*now)(int));

} // namespace memtrace::rt

#endif
