// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// diff_text.h: what has changed between two ledgers, for people.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_DIFF_TEXT_H
#define MEMTRACE_DRIVER_CLI_FORMATS_DIFF_TEXT_H

#include "model/ledger.h"
#include "views/table.h"

#include <string>
#include <vector>

namespace memtrace::driver {

// Which two they are, and what each came to as a whole.
void put_diff_summary(rt::Writer &out, const Ledger &before, const Ledger &now);

// What there is to say of whether they can be compared, a sentence each.
std::vector<std::string> diff_remarks(const Ledger &before, const Ledger &now);

// The title, and a row on each line.
void put_diff_rows(rt::Writer &out, const Table &table);

} // namespace memtrace::driver

#endif
