// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// by.h: what a row of a view can be.
#ifndef MEMTRACE_DRIVER_CLI_VIEWS_BY_H
#define MEMTRACE_DRIVER_CLI_VIEWS_BY_H

namespace memtrace::driver {

enum class By {
  // Of any entry of a stack:
  kLine,
  kFunction, // with its file: there may be others of its name
  kFile,
  kFrame, // line and function: what a chain prints
  // Of the block that is allocated:
  kType,
  kModule, // executable or shared library
  kSite,   // the call, with its column and what it allocates
  kStack,  // the call with all its callers
};

// Whether each caller has a row of this kind, and not only what allocates.
inline bool is_of_entries(By by) { return by <= By::kFrame; }

} // namespace memtrace::driver

#endif
