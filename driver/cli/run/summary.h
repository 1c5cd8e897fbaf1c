// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// summary.h: what is said on stderr at the end of a run.
#ifndef MEMTRACE_DRIVER_CLI_RUN_SUMMARY_H
#define MEMTRACE_DRIVER_CLI_RUN_SUMMARY_H

#include "run/watch.h"

#include <string>

namespace memtrace::driver {

void say(const std::string &line);

std::string working_directory();

// A name as short as it can be, for a line and for a command.
std::string shown(const std::string &path);

// Of a program that has left a ledger: its peak, and what to do next.
void say_summary(const Watch &watch);
// Of one that hasn't.
void say_absence(const Watch &watch, const std::string &program);

} // namespace memtrace::driver

#endif
