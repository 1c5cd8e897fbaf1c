// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bus_error.h: somebody truncates the ledger's file, or its disk fails, while
// the program counts in it. The kernel tells by SIGBUS, which must not be the
// end of the program.
#ifndef MEMTRACE_CORE_BUS_ERROR_H
#define MEMTRACE_CORE_BUS_ERROR_H

#include <signal.h>

namespace memtrace::rt {

// Watches for that, if the ledger is in a file and nobody else handles the
// signal.
void watch_ledger_file();

// For the program, which asks who handles the signal: puts what was there
// before in place of our handler.
void hide_handler(struct sigaction *action);
void hide_handler(void (**handler)(int));

} // namespace memtrace::rt

#endif
