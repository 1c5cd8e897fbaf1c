// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// traits.h: what the names of the calls beneath a line say of what is done
// there.
#ifndef MEMTRACE_DRIVER_CLI_HINTS_TRAITS_H
#define MEMTRACE_DRIVER_CLI_HINTS_TRAITS_H

#include "hints/called.h"
#include "hints/libraries.h"
#include "model/ledger.h"
#include "model/readable_names.h"

#include <string>
#include <unordered_map>

namespace memtrace::driver::hints {

enum class Container {
  kNone,
  kString,
  kVector,
  kDeque,
  kList,
  kTree,
  kHash,
  kStringStream
};

struct Traits {
  Container container = Container::kNone; // the outermost one
  std::string element;
  bool reads_stream = false; // through an iterator or a buffer of one
  bool reads_line = false;
  bool opens_file = false;
  bool is_plain = false; // the line itself allocates, as C does
  bool is_cpp = false;
  std::string type; // of what is allocated, if it is told
  const Library *library = nullptr;
  bool parses = false; // a document, with that library

  bool is_bytes() const; // one byte each
  bool is_list() const;
  bool is_map() const;
  // `std::vector<double>`
  std::string text() const;
};

// Of a class, as far as its name goes; `called` is any member of it.
Traits traits_of_class(const Called &called);

// Names of functions that were taken apart, each once.
class CalledNames {
public:
  explicit CalledNames(const ReadableNames &names) : names_(names) {}
  const Called &of(uint32_t function);
  const char *readable(uint32_t function) const { return names_.of(function); }

private:
  const ReadableNames &names_;
  std::unordered_map<uint32_t, Called> called_;
};

Traits traits_of(const Ledger &ledger, uint32_t site, CalledNames &names);

} // namespace memtrace::driver::hints

#endif
