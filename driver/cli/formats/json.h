// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// json.h: all that a ledger says, for programs. docs/cli.md has the schema.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_JSON_H
#define MEMTRACE_DRIVER_CLI_FORMATS_JSON_H

#include "model/ledger.h"
#include "model/readable_names.h"

namespace memtrace::driver {

// False when the sink refused something.
bool write_json(const Ledger &ledger, const ReadableNames &names,
                rt::Sink sink);

} // namespace memtrace::driver

#endif
