// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// classify.h: what a command line asks for, each answer with its reason.
#ifndef MEMTRACE_DRIVER_CC_CLASSIFY_H
#define MEMTRACE_DRIVER_CC_CLASSIFY_H

#include "arguments.h"

#include <string>
#include <vector>

namespace memtrace::driver {

enum class Work {
  kNothing, // clang answers, or complains
  kRead,    // sources are read, no code is made
  kCompile, // code is made, no linker runs
  kLink     // a linker runs, on what was just compiled or on objects
};

enum class Product {
  kExecutable,
  kSharedLibrary,
  kStaticExecutable,
  kWithoutRuntime // a relocatable object, or without the default libraries
};

template <typename Value> struct Reasoned {
  Value value;
  std::string reason;
};

struct Understanding {
  Reasoned<bool> profile;
  std::string profile_value; // of --profile-memory=VALUE, "lines" without one
  Reasoned<Work> work;
  Reasoned<Product> product;
  Reasoned<bool> cxx_library;              // a C++ library is linked
  std::string conflict;                    // why profiling is impossible here
  std::vector<std::string> plugin_options; // as LLVM spells them
  std::vector<std::string> summaries;      // files that the plug-in reads
  std::vector<std::size_t> own;            // which arguments aren't for clang
};

// `plus_plus`: the compiler is one for C++ by its name.
Understanding classify(const std::vector<Argument> &arguments, bool plus_plus);

const char *name_of(Work work);
const char *name_of(Product product);

} // namespace memtrace::driver

#endif
