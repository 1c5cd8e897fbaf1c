// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// output.h: what is written at the end.
#ifndef MEMTRACE_CORE_OUTPUT_H
#define MEMTRACE_CORE_OUTPUT_H

namespace memtrace::rt {

// Writes the report, whole or not at all, and takes the ledger away; or sees to
// it that the ledger is whole. A failure is said in one line.
void write_output();

// Writes the report of what was counted up to now, to stderr if the path is
// null. False with errno.
bool write_report_now(const char *path);

// Says, once, that the output can't be written, and why: at the start, not
// after hours of run.
void say_unwritable(const char *path, int error);

// For the child of a fork, of which nothing has been said yet.
void forget_what_was_said();

} // namespace memtrace::rt

#endif
