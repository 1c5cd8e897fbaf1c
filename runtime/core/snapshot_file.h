// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snapshot_file.h: the numbered files beside the ledger. One is whole when it
// gets its name, which nobody had before.
#ifndef MEMTRACE_CORE_SNAPSHOT_FILE_H
#define MEMTRACE_CORE_SNAPSHOT_FILE_H

#include "ledger/view.h"

namespace memtrace::rt {

// Derives their names from the ledger's, which has one by now; they begin with
// number 1. At the start, and in the child of a fork.
void name_snapshots();

// Writes a ledger with one slab to the next file. False with errno. By one
// thread at a time.
bool write_snapshot(const LedgerView &view);

// The one that was written last, or was to be.
const char *snapshot_name();

} // namespace memtrace::rt

#endif
