// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// report_text.h: the report that a program writes at its exit, from its ledger;
// or with another view in the place of its rows.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_REPORT_TEXT_H
#define MEMTRACE_DRIVER_CLI_FORMATS_REPORT_TEXT_H

#include "model/filter.h"
#include "model/ledger.h"
#include "model/readable_names.h"
#include "views/view.h"

#include <string>

namespace memtrace::driver {

// The filter is for the rows: what stands above them is of all. False when the
// sink refused something or memory ran out.
bool write_text(Ledger &ledger, const ReadableNames &names,
                const ViewOptions &options, const Filter &filter,
                rt::Sink sink);

// What the runtime's report asks for memory.
rt::Scratch heap_scratch();
// What the file lacks; empty or lines.
std::string remark_on_file(const Ledger &ledger);

} // namespace memtrace::driver

#endif
