// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// toolchain.h: where the wrapper's parts are.
#ifndef MEMTRACE_DRIVER_CC_TOOLCHAIN_H
#define MEMTRACE_DRIVER_CC_TOOLCHAIN_H

#include <string>

namespace memtrace::driver {

struct Toolchain {
  // The compiler to run: its file, the name it is called by, and an option
  // that it needs to act as a C++ compiler when its name doesn't say so.
  std::string clang;
  std::string clang_name;
  std::string clang_mode;
  bool clang_exists = false;
  bool clang_overridden = false; // by the environment

  std::string wrapper; // this program's own file
  std::string plugin;
  std::string shared_runtime;
  std::string static_runtime;
  // A folder that has the shared runtime and nothing else, so that an rpath
  // to it changes where no other library is found.
  std::string runtime_folder;
  std::string include_folder; // has memtrace/memtrace.h
};

// `plus_plus`: C++ is wanted. The parts are found relative to the wrapper's
// own file, by one rule for build and install trees. Throws a
// std::runtime_error when the wrapper can't find itself.
Toolchain find_toolchain(bool plus_plus);

// Why this clang can't load the plug-in, or nothing. Runs clang, so it is only
// asked about a clang from the environment.
std::string version_conflict(const Toolchain &toolchain);

} // namespace memtrace::driver

#endif
