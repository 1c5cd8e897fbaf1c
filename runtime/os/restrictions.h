// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// restrictions.h: whether the program has put itself under rules (seccomp) that
// may kill it for a system call that it doesn't make itself. From then on only
// those are made that any allocator needs, and write() to say so; under strict
// rules not even the former.
#ifndef MEMTRACE_OS_RESTRICTIONS_H
#define MEMTRACE_OS_RESTRICTIONS_H

namespace memtrace::rt {

void note_restrictions();
bool is_restricted();

// Only read(), write() and the thread's end are left.
void note_strict_restrictions();
bool is_strictly_restricted();

} // namespace memtrace::rt

#endif
