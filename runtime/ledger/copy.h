// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// copy.h: a ledger that is not in its file, or not all of it, or that is only a
// view, written to one.
#ifndef MEMTRACE_LEDGER_COPY_H
#define MEMTRACE_LEDGER_COPY_H

#include "ledger/view.h"

namespace memtrace::rt {

// Writes the process's ledger, sparse as it is, to an empty file. False with
// errno when that isn't possible.
bool write_ledger(int fd);

// Writes a ledger with one slab, as long as what is used of it, to an empty
// file. It has no time line: that is of the whole run.
bool write_ledger(int fd, const LedgerView &view);

} // namespace memtrace::rt

#endif
