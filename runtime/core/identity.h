// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// identity.h: which process this is, as the ledger's header says it.
#ifndef MEMTRACE_CORE_IDENTITY_H
#define MEMTRACE_CORE_IDENTITY_H

#include "memtrace/ledger.h"

namespace memtrace::rt {

// Remembers which process this is and, in the child of a fork, which one it was
// before. A child that no handler sees is noted when it enters its identity.
void note_process();

// Enters program, command line, pid and start time into the header: at the
// start, and in the child of a fork.
void enter_identity();

// What is known of the process that a ledger's header names.
enum class Owner {
  kAlive,   // or it can't be known: it is in another container
  kDead,    // it has ended, or it was this process before an exec
  kFinished // and has written all that it had to
};
Owner owner_of(const memtrace_ledger_header &header);

// Enters when a copy of the header was made, of a process that has not ended.
void enter_snapshot(memtrace_ledger_header *copy);

// Enters how and when the process ended.
void enter_end(int status);

// False in a child that shares our memory (vfork) or left fork's handlers out,
// unless it has restricted its system calls.
bool is_own_process();

// The last part of the program's path; never null.
const char *program_name();

} // namespace memtrace::rt

#endif
