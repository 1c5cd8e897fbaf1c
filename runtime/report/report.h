// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// report.h: the text report of a ledger. docs/reading-a-report.md says what
// each line means.
#ifndef MEMTRACE_REPORT_REPORT_H
#define MEMTRACE_REPORT_REPORT_H

#include "report/rows.h"

namespace memtrace::rt {

// What became of a process that did not finish its ledger.
enum class Fate {
  kUnclear,
  kRunning,
  kEnded,    // without an exit: by a signal or an exec
  kSnapshot, // went on: this is a copy that was made while it ran
};

struct ReportOptions {
  uint64_t top = 25;   // rows at most; what is left is added up in one line
  uint64_t chains = 3; // beneath each row at most, where callers are kept
  SortKey sort = SortKey::kPeak;
  Fate fate = Fate::kUnclear;
  Names names;
  // Lines to stand before all other remarks, each with its end; or null.
  const char *remarks = nullptr;
};

// All that stands above the rows.
void put_summary(Writer &out, const LedgerView &view,
                 const ReportOptions &options, Scratch scratch);
// `At the peak`
const char *title_of(SortKey sort);
// An empty line, the title, and the rows. False: there was no memory for them,
// and that is said instead.
bool put_lines(Writer &out, const LedgerView &view,
               const ReportOptions &options, Scratch scratch);

// False when the sink refused a piece or there was no memory for the rows;
// what could be written was.
bool write_report(const LedgerView &view, const ReportOptions &options,
                  Scratch scratch, Sink sink);

} // namespace memtrace::rt

#endif
