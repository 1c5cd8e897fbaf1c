// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// read_ledger.h: from a source of bytes to a ledger that holds together.
#ifndef MEMTRACE_DRIVER_CLI_READER_READ_LEDGER_H
#define MEMTRACE_DRIVER_CLI_READER_READ_LEDGER_H

#include "model/ledger.h"
#include "reader/source.h"

#include <functional>
#include <string>

namespace memtrace::driver {

// Throws a BadLedger unless all of it makes sense.
Ledger read_ledger(Source &source);

// From a file, with what became of the process. `on_read` as in FileSource.
Ledger read_ledger_file(const std::string &path,
                        std::function<void(size_t)> on_read = nullptr);

} // namespace memtrace::driver

#endif
