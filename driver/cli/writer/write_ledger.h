// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// write_ledger.h: a ledger as a file that can be read as any other.
#ifndef MEMTRACE_DRIVER_CLI_WRITER_WRITE_LEDGER_H
#define MEMTRACE_DRIVER_CLI_WRITER_WRITE_LEDGER_H

#include "model/ledger.h"
#include "report/writer.h"

namespace memtrace::driver {

// Ids become the indices, all else stays. False when the sink refused a piece.
// Throws a length_error if sites of a damaged ledger share so many frames that
// they don't fit when each has its own.
bool write_ledger(const Ledger &ledger, rt::Sink sink);

} // namespace memtrace::driver

#endif
