// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// binary.h: what `memtrace inspect` writes. docs/cli.md has the JSON.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_BINARY_H
#define MEMTRACE_DRIVER_CLI_FORMATS_BINARY_H

#include "report/writer.h"
#include "views/binary_rows.h"

namespace memtrace::driver {

using BinaryFiles = std::vector<BinaryFile>;

void write_binaries_text(const BinaryFiles &files, BinaryBy by, rt::Sink sink);
void write_binaries_csv(const BinaryFiles &files, BinaryBy by, rt::Sink sink);
void write_binaries_markdown(const BinaryFiles &files, BinaryBy by,
                             rt::Sink sink);
// All there is.
void write_binaries_json(const BinaryFiles &files, rt::Sink sink);

} // namespace memtrace::driver

#endif
