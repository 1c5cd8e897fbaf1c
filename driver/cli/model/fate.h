// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// fate.h: whether the process of a ledger that isn't finished still runs.
#ifndef MEMTRACE_DRIVER_CLI_MODEL_FATE_H
#define MEMTRACE_DRIVER_CLI_MODEL_FATE_H

#include "ledger/view.h"
#include "report/report.h"

namespace memtrace::driver {

rt::Fate fate_of(const rt::LedgerView &view);

} // namespace memtrace::driver

#endif
