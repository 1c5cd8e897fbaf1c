// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// called.h: what a readable function name says: of which class it is, and what
// that class holds.
#ifndef MEMTRACE_DRIVER_CLI_HINTS_CALLED_H
#define MEMTRACE_DRIVER_CLI_HINTS_CALLED_H

#include <string>

namespace memtrace::driver::hints {

// Of `void std::__1::vector<P, A>::push_back[abi:x](P&&)`:
struct Called {
  std::string scope;     // `std::vector`
  std::string container; // `vector`
  std::string element;   // `P`, the class's first template argument
  std::string function;  // `push_back`

  std::string full() const {
    return scope.empty() ? function : scope + "::" + function;
  }
};

// The name has to be demangled; what is not comes back as a function.
Called called(const char *name);

// What stands in the brackets of a template in a text: `double` of `list` in
// `f<std::list<double>>(int)`; empty if it isn't there.
std::string arguments_of(const std::string &text, const char *name);

// A type as people write it: `std::string`, `std::vector<double>`.
std::string short_type(const std::string &type);

// Whether a name has one of these words in it, in any case: `read` is in
// `ReadAll` and in `read_all`, and not in `thread` or `spread`.
bool has_word(const std::string &name, const char *word);

} // namespace memtrace::driver::hints

#endif
