// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// readable_names.h: functions as they are written in C++.
#ifndef MEMTRACE_DRIVER_CLI_MODEL_READABLE_NAMES_H
#define MEMTRACE_DRIVER_CLI_MODEL_READABLE_NAMES_H

#include "model/ledger.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace memtrace::driver {

// The demangled forms, or nothing for what is not mangled. A ledger may come
// from anywhere, and a short name can stand for gigabytes, so a process with
// little memory and time works them out; what is too much for it stays as it
// is.
std::vector<std::string> demangle(const std::vector<const char *> &names);

class ReadableNames {
public:
  enum class Of {
    kPlacesWithoutLine, // what the text report shows
    kAllFrames,         // and what they call
  };
  ReadableNames(const Ledger &ledger, Of which);

  // Of a function in that ledger: the readable form, or the name itself. The
  // text lives as long as both.
  const char *of(uint32_t function) const;
  rt::Names for_report() const;

private:
  const Ledger &ledger_;
  std::unordered_map<uint32_t, std::string> readable_; // by offset
};

} // namespace memtrace::driver

#endif
