// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// open_ledgers.h: several ledgers as one, as the command line names them.
#ifndef MEMTRACE_DRIVER_CLI_READER_OPEN_LEDGERS_H
#define MEMTRACE_DRIVER_CLI_READER_OPEN_LEDGERS_H

#include "model/ledger.h"

#include <string>
#include <vector>

namespace memtrace::driver {

// What they come to; a single one as it is. Throws a Complaint, also where two
// of them are of one process: that would count twice.
Ledger open_ledgers(const std::vector<std::string> &names);

} // namespace memtrace::driver

#endif
