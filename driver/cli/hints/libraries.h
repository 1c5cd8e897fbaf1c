// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libraries.h: libraries that hold a document whole, and how else to read it.
#ifndef MEMTRACE_DRIVER_CLI_HINTS_LIBRARIES_H
#define MEMTRACE_DRIVER_CLI_HINTS_LIBRARIES_H

#include <string>

namespace memtrace::driver::hints {

struct Library {
  const char *prefix; // of its functions
  const char *name;
  const char *instead;
};

// Of which a function is, by its name without arguments; null: of none.
const Library *library_of(const std::string &function);

// Whether it makes a document of text.
bool is_parser(const std::string &function);
// The same of a function of no library that is known.
bool is_own_parser(const std::string &function);

} // namespace memtrace::driver::hints

#endif
