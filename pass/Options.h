// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Options.h: what the user says to the plug-in, on the command line (see
// docs/options.md) and in the environment.
#ifndef MEMTRACE_PASS_OPTIONS_H
#define MEMTRACE_PASS_OPTIONS_H

#include "llvm/IR/LLVMContext.h"
#include "llvm/Support/Regex.h"

#include <string>
#include <vector>

namespace memtrace {

struct Options {
  /// Matched anywhere in a function's linkage name or its demangled name.
  std::vector<llvm::Regex> Transparent, Opaque;
  /// Folders and files, as given.
  std::vector<std::string> Skip, Own;
  /// Whether wrappers are told by their shape, too.
  bool FindWrappers = true;
  /// Whether code keeps its callers.
  bool Stacks = false;
  /// Whether code that isn't compiled for shared libraries may become a part of
  /// one.
  bool Shareable = false;
  /// The call summaries to read.
  std::vector<std::string> Summaries;
  /// The one to add to, or empty.
  std::string WriteSummary;

  /// Read once for each process. A value that can't be understood is an error
  /// of the compilation, said to the first Context that asks.
  static const Options &get(llvm::LLVMContext &Context);
};

} // namespace memtrace

#endif
