// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// plan.h: from what was understood to what will be run.
#ifndef MEMTRACE_DRIVER_CC_PLAN_H
#define MEMTRACE_DRIVER_CC_PLAN_H

#include "arguments.h"
#include "classify.h"
#include "toolchain.h"

#include <cstddef>
#include <string>
#include <vector>

namespace memtrace::driver {

// A file that exists only for the compiler that is about to run. Its path
// completes one argument.
struct TemporaryFile {
  std::size_t argument; // index into Plan::arguments
  std::string content;
};

struct Plan {
  std::string refusal;                // not empty: say so and stop
  std::vector<std::string> arguments; // without the program's name
  std::vector<TemporaryFile> files;
  std::string config; // the generated configuration; empty: none
};

Plan make_plan(const std::vector<std::string> &words,
               const Arguments &arguments, const Understanding &understanding,
               const Toolchain &toolchain);

} // namespace memtrace::driver

#endif
