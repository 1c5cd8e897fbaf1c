// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// run.h: becomes the compiler.
#ifndef MEMTRACE_DRIVER_CC_RUN_H
#define MEMTRACE_DRIVER_CC_RUN_H

#include "plan.h"
#include "toolchain.h"

#include <string>

namespace memtrace::driver {

// Replaces this process by clang, so that its exit status and signals are the
// compiler's own. Returns only on failure: the exit status to end with, and
// `complaint` says why.
int run(Plan plan, const Toolchain &toolchain, std::string &complaint);

} // namespace memtrace::driver

#endif
