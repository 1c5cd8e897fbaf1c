// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ledger_path.h: from what the user calls a ledger to its file, which may be
// the one that a process counts in.
#ifndef MEMTRACE_DRIVER_CLI_READER_LEDGER_PATH_H
#define MEMTRACE_DRIVER_CLI_READER_LEDGER_PATH_H

#include <string>

namespace memtrace::driver {

// Whether it is the number of a process: all digits, and no file.
bool names_process(const std::string &name);

// The file of that name, or the one that the process maps its ledger from.
// Throws a Complaint when there is no such process, or none in it.
std::string ledger_path(const std::string &name);

} // namespace memtrace::driver

#endif
