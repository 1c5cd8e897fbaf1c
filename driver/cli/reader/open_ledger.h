// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// open_ledger.h: from what the user calls a ledger to the ledger: a file, or
// the process that counts in it.
#ifndef MEMTRACE_DRIVER_CLI_READER_OPEN_LEDGER_H
#define MEMTRACE_DRIVER_CLI_READER_OPEN_LEDGER_H

#include "model/ledger.h"

#include <string>

namespace memtrace::driver {

// Whether it is the number of a process: all digits, and no file.
bool names_process(const std::string &name);

// The file of that name, or the one that the process maps its ledger from.
// Throws a Complaint when there is no such process, or none in it.
std::string ledger_path(const std::string &name);

// With a Complaint when it can't be read.
Ledger open_ledger(const std::string &name);

} // namespace memtrace::driver

#endif
