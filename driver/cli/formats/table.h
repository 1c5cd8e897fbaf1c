// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// table.h: a table for programs, spreadsheets and web pages. docs/cli.md has
// the columns.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_TABLE_H
#define MEMTRACE_DRIVER_CLI_FORMATS_TABLE_H

#include "formats/json_out.h"
#include "views/table.h"

namespace memtrace::driver {

// All are false when the sink refused something.

// `about` is what the object says besides the rows.
bool write_table_json(const Table &table, const Json &about, rt::Sink sink);
// One of its rows, as an object.
Json json_of_row(const Table &table, const TableRow &row);
bool write_table_csv(const Table &table, rt::Sink sink);
bool write_table_markdown(const Table &table, rt::Sink sink);

} // namespace memtrace::driver

#endif
