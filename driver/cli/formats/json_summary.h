// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// json_summary.h: what JSON says of a whole run. docs/cli.md has the schema.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_JSON_SUMMARY_H
#define MEMTRACE_DRIVER_CLI_FORMATS_JSON_SUMMARY_H

#include "formats/json_out.h"
#include "model/ledger.h"

namespace memtrace::driver {

// Everything but the lists, by key.
Json json_summary(const Ledger &ledger);

} // namespace memtrace::driver

#endif
