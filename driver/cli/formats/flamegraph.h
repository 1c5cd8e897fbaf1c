// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// flamegraph.h: stacks as one picture: a box for each frame, as wide as what is
// allocated there, and on it what it calls. One SVG file that needs no other.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_FLAMEGRAPH_H
#define MEMTRACE_DRIVER_CLI_FORMATS_FLAMEGRAPH_H

#include "formats/exports.h"

#include <string>

namespace memtrace::driver {

struct FlamegraphOptions {
  ExportOptions what;
  bool inverted = false; // from what allocates to who called it
  bool upwards = false;  // begins at the bottom
  uint64_t width = 1200; // pixels
  std::string title;     // empty: says what is shown
};

// False when the sink refused something.
bool write_flamegraph(const Ledger &ledger, const ReadableNames &names,
                      const FlamegraphOptions &options, rt::Sink sink);

} // namespace memtrace::driver

#endif
