// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dispositions.h: what memtrace does with signals for itself, and what it found
// before: a program that it starts shall find the same.
#ifndef MEMTRACE_DRIVER_CLI_RUN_DISPOSITIONS_H
#define MEMTRACE_DRIVER_CLI_RUN_DISPOSITIONS_H

#include <csignal>

namespace memtrace::driver {

// Sets what a signal does to this process from now on, SIG_IGN or SIG_DFL.
void set_disposition(int signal, void (*handler)(int));

// In a process that becomes another program. Safe in the child of a fork.
void restore_dispositions();

} // namespace memtrace::driver

#endif
