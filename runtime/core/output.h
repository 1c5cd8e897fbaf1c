// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// output.h: where the report goes.
#ifndef MEMTRACE_CORE_OUTPUT_H
#define MEMTRACE_CORE_OUTPUT_H

namespace memtrace::rt {

// Settles where the report goes, and says so at the start if the report can't
// be written, not after hours of run.
void check_output();

// Writes the report to a temporary file and renames it, so that it is whole or
// absent. A failure is said in one line.
void write_output();

} // namespace memtrace::rt

#endif
