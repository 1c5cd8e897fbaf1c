// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// open_ledger.h: from what the user calls a ledger to the ledger.
#ifndef MEMTRACE_DRIVER_CLI_READER_OPEN_LEDGER_H
#define MEMTRACE_DRIVER_CLI_READER_OPEN_LEDGER_H

#include "model/ledger.h"

#include <string>

namespace memtrace::driver {

// Of a file, or of a process; with a Complaint when it can't be read.
Ledger open_ledger(const std::string &name);

} // namespace memtrace::driver

#endif
