// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// statistics.h: what `memtrace stats` prints.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_STATISTICS_H
#define MEMTRACE_DRIVER_CLI_FORMATS_STATISTICS_H

#include "model/ledger.h"
#include "model/readable_names.h"
#include "views/chart.h"

namespace memtrace::driver {

// False when the sink refused something or memory ran out.
bool write_statistics_text(const Ledger &ledger, const ReadableNames &names,
                           const ChartShape &shape, rt::Sink sink);
bool write_statistics_json(const Ledger &ledger, const ReadableNames &names,
                           rt::Sink sink);

} // namespace memtrace::driver

#endif
