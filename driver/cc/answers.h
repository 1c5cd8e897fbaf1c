// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// answers.h: the wrapper's own options that print something.
#ifndef MEMTRACE_DRIVER_CC_ANSWERS_H
#define MEMTRACE_DRIVER_CC_ANSWERS_H

#include "classify.h"
#include "plan.h"
#include "toolchain.h"

#include <string>

namespace memtrace::driver {

// --memtrace-help
std::string help_text();

// --memtrace-explain: how the command line was understood, and what would be
// run.
std::string explanation(const Understanding &understanding, const Plan &plan,
                        const Toolchain &toolchain);

// --memtrace-fingerprint: one line that changes when anything changes that
// objects depend on. `active`: the environment lets profiling happen.
std::string fingerprint(const Toolchain &toolchain, bool active);

} // namespace memtrace::driver

#endif
