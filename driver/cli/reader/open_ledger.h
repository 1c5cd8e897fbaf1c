// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// open_ledger.h: the ledger that a user names.
#ifndef MEMTRACE_DRIVER_CLI_READER_OPEN_LEDGER_H
#define MEMTRACE_DRIVER_CLI_READER_OPEN_LEDGER_H

#include "model/ledger.h"

#include <string>

namespace memtrace::driver {

// Throws a Complaint if there is none that can be read.
Ledger open_ledger(const std::string &name);

} // namespace memtrace::driver

#endif
