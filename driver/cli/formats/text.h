// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// text.h: the report that a program writes at its exit, from its ledger.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_TEXT_H
#define MEMTRACE_DRIVER_CLI_FORMATS_TEXT_H

#include "model/ledger.h"
#include "model/readable_names.h"

namespace memtrace::driver {

struct TextOptions {
  uint64_t top = 25;
  rt::SortKey sort = rt::SortKey::kPeak;
};

// False when the sink refused something or memory ran out.
bool write_text(const Ledger &ledger, const ReadableNames &names,
                const TextOptions &options, rt::Sink sink);

} // namespace memtrace::driver

#endif
