// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// completion.h: what a shell completes, from the command line's own
// description, so that they can't differ.
#ifndef MEMTRACE_DRIVER_CLI_HELP_COMPLETION_H
#define MEMTRACE_DRIVER_CLI_HELP_COMPLETION_H

#include <CLI/CLI.hpp>
#include <string>

namespace memtrace::driver {

// The script for `bash`, `zsh` or `fish`.
std::string completion_for(const std::string &shell, const CLI::App &command);

} // namespace memtrace::driver

#endif
