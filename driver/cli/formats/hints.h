// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// hints.h: hints as text, as Markdown and as JSON.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_HINTS_H
#define MEMTRACE_DRIVER_CLI_FORMATS_HINTS_H

#include "hints/hint.h"
#include "model/ledger.h"
#include "model/readable_names.h"

#include <string>

namespace memtrace::driver {

// Of one ledger. What they point to has to live as long.
struct Hints {
  std::string name; // of the ledger
  const ReadableNames &names;
  const hints::Evidence &evidence;
  const std::vector<hints::Hint> &hints;
  double min_share;
};

std::string hints_as_text(const Hints &hints);
std::string hints_as_markdown(const Hints &hints);
// One object; it ends with its line.
std::string hints_as_json(const Hints &hints);

} // namespace memtrace::driver

#endif
