// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// copy.h: a ledger that is not in its file, or not all of it, written to one.
#ifndef MEMTRACE_LEDGER_COPY_H
#define MEMTRACE_LEDGER_COPY_H

namespace memtrace::rt {

// Writes the process's ledger, sparse as it is, to an empty file. False with
// errno when that isn't possible.
bool write_ledger(int fd);

} // namespace memtrace::rt

#endif
