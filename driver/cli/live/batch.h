// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// batch.h: `memtrace top` as text, one moment after the other.
#ifndef MEMTRACE_DRIVER_CLI_LIVE_BATCH_H
#define MEMTRACE_DRIVER_CLI_LIVE_BATCH_H

#include "live/session.h"

#include <cstdint>
#include <string>

namespace memtrace::driver {

// Rows beyond `most` are counted in a line.
std::string batch_text(const Session &session, uint64_t most);

} // namespace memtrace::driver

#endif
