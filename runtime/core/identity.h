// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// identity.h: which process this is, as the ledger's header says it.
#ifndef MEMTRACE_CORE_IDENTITY_H
#define MEMTRACE_CORE_IDENTITY_H

namespace memtrace::rt {

// Enters program, command line, pid and start time into the header: at the
// start, and in the child of a fork.
void enter_identity();

// Enters how and when the process ended.
void enter_end(int status);

// False in a child that shares our memory (vfork) or left fork's handlers out.
bool is_own_process();

// The last part of the program's path; never null.
const char *program_name();

} // namespace memtrace::rt

#endif
