// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// exports.h: what a ledger says, in the formats of other viewers.
// docs/exports.md has what each of them holds.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_EXPORTS_H
#define MEMTRACE_DRIVER_CLI_FORMATS_EXPORTS_H

#include "formats/export_frames.h"
#include "model/ledger.h"
#include "model/readable_names.h"
#include "views/moments.h"

namespace memtrace::driver {

struct ExportOptions {
  // What is shown, or shown first.
  Moment at = Moment::kPeak;
  bool blocks = false; // rather than bytes
  FrameTable::By by = FrameTable::By::kLine;
  // Some of the ledger is left out: sums over all of it don't fit.
  bool is_filtered = false;
};

// False when the sink refused something.
using WriteExport = bool(const Ledger &ledger, const ReadableNames &names,
                         const ExportOptions &options, rt::Sink sink);
WriteExport write_callgrind;
WriteExport write_csv;
WriteExport write_dhat;
WriteExport write_folded;
WriteExport write_massif;
WriteExport write_pprof;
WriteExport write_speedscope;

} // namespace memtrace::driver

#endif
