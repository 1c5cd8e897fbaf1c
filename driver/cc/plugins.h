// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// plugins.h: an installation can have plug-ins for several LLVMs, each in a
// folder of its own beside the name of its clang; which one is meant.
#ifndef MEMTRACE_DRIVER_CC_PLUGINS_H
#define MEMTRACE_DRIVER_CC_PLUGINS_H

#include <string>
#include <vector>

namespace memtrace::driver {

struct Plugin {
  int llvm = 0;
  std::string file;
  std::string clang; // the program to run
};

// Those in the folder of libraries, as they are preferred: the one of the LLVM
// that this wrapper was built with, then the newer before the older.
std::vector<Plugin> installed_plugins(const std::string &libraries);

// The plug-in for LLVM `asked`; if that is 0, the first one whose clang
// is there. If there is none, the one that should be.
Plugin choose_plugin(const std::string &libraries, int asked);

// "memtrace-cc-16" asks for LLVM 16, "memtrace-cc" for none: 0.
int llvm_in_name(const std::string &program);

} // namespace memtrace::driver

#endif
