// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// process.h: what the system says of processes.
#ifndef MEMTRACE_OS_PROCESS_H
#define MEMTRACE_OS_PROCESS_H

#include <stdint.h>

namespace memtrace::rt {

// When a process started, in clock ticks since boot: with its pid, who it is.
// 0: there is none, or it can't be known.
uint64_t process_start(uint32_t pid);

// In which container's numbering of processes this one is; 0: not known.
uint64_t pid_namespace();

// Which run of the machine this is; empty: not known.
constexpr int kBootId = 40;
void boot_id(char (&out)[kBootId]);

// Of this process; more than there are if that can't be found out.
uint32_t thread_count();

} // namespace memtrace::rt

#endif
