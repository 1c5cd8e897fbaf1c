// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// remarks.h: the sentences below the report's table, only those that there is
// a reason for.
#ifndef MEMTRACE_REPORT_REMARKS_H
#define MEMTRACE_REPORT_REMARKS_H

#include "report/report.h"
#include "report/totals.h"

namespace memtrace::rt {

void put_remarks(Writer &out, const LedgerView &view, const Totals &totals,
                 const ReportOptions &options, Scratch scratch);

} // namespace memtrace::rt

#endif
