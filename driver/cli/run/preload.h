// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// preload.h: the runtime for a program that was built without it.
#ifndef MEMTRACE_DRIVER_CLI_RUN_PRELOAD_H
#define MEMTRACE_DRIVER_CLI_RUN_PRELOAD_H

#include <string>
#include <utility>
#include <vector>

namespace memtrace::driver {

// The variables that make the loader put the runtime in front of all libraries
// of a program. Throws a Complaint if there is no runtime beside this command,
// or the loader can't be told where.
std::vector<std::pair<std::string, std::string>> preload_variables();

} // namespace memtrace::driver

#endif
