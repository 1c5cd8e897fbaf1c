// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// callee.h: whether what a call names is the function that was entered.
#ifndef MEMTRACE_REPORT_CALLEE_H
#define MEMTRACE_REPORT_CALLEE_H

namespace memtrace::rt {

// Two linkage names. Those of one constructor or destructor (complete, base,
// deleting, ...) are the same, and so are copies of a function that a compiler
// made (`f.llvm.1234`).
bool is_same_function(const char *callee, const char *function);

} // namespace memtrace::rt

#endif
