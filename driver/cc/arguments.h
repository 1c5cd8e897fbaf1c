// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// arguments.h: the command line as clang will see it: response files and the
// user's configuration files opened up. Only for understanding it: clang gets
// the files themselves.
#ifndef MEMTRACE_DRIVER_CC_ARGUMENTS_H
#define MEMTRACE_DRIVER_CC_ARGUMENTS_H

#include <optional>
#include <string>
#include <vector>

namespace memtrace::driver {

struct Argument {
  std::string text;
  std::string file;  // that it was read from; empty: the command line itself
  std::size_t index; // of the word on the command line that led to it
  bool in_config;    // the file is a configuration file
};

// One --config of the user's.
struct UserConfig {
  std::size_t index; // of the option on the command line
  // 1 for --config=FILE, 2 for --config FILE, 0 when it is in a response file.
  std::size_t words;
  std::string name;
  std::optional<std::string> path; // nothing: clang alone knows where it is
};

struct Arguments {
  std::vector<Argument> list; // configuration files first, as in clang
  std::vector<UserConfig> configs;
};

// `words` is the command line without the program's name; `clang` is where
// bare names of configuration files are looked up last.
Arguments open_arguments(const std::vector<std::string> &words,
                         const std::string &clang);

} // namespace memtrace::driver

#endif
