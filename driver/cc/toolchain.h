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
  int llvm = 0;        // which one the plug-in is for
  std::string plugin;
  std::string llvm_conflict; // why there is none for this clang, or nothing
  std::string libraries;     // the folder that plug-ins and runtime are in
  std::string shared_runtime;
  std::string static_runtime;
  // A folder that has the shared runtime and nothing else, so that an rpath
  // to it changes where no other library is found.
  std::string runtime_folder;
  std::string include_folder; // has memtrace/memtrace.h
};

// `name`: what the wrapper was called as; `plus_plus`: C++ is wanted. The parts
// are found relative to the wrapper's own file, by one rule for build and
// install trees. Throws a std::runtime_error when the wrapper can't find
// itself.
Toolchain find_toolchain(const std::string &name, bool plus_plus);

// A clang from the environment gets the plug-in of its version, if there is
// one. Runs clang, so it is only asked when the plug-in is needed.
void match_plugin(Toolchain &toolchain);

} // namespace memtrace::driver

#endif
