// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// inputs.h: which files the command has read from, so that it never writes
// over one of them, whatever it is called.
#ifndef MEMTRACE_DRIVER_CLI_INPUTS_H
#define MEMTRACE_DRIVER_CLI_INPUTS_H

#include <sys/stat.h>

namespace memtrace::driver {

void note_input(const struct stat &file);
bool is_input(const struct stat &file);

} // namespace memtrace::driver

#endif
