// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// waiting.h: allocation in a process that may start tracing and hasn't: every
// block gets a tag that says that no counter took it, so that it can be told
// later from those that do count.
#ifndef MEMTRACE_CORE_WAITING_H
#define MEMTRACE_CORE_WAITING_H

namespace memtrace::rt {

// From now on calls are passed on to functions that do that, also after the
// start, by threads that haven't seen it yet.
void tag_what_is_passed_on();

} // namespace memtrace::rt

#endif
