// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// size.h: sizes as people write them.
#ifndef MEMTRACE_DRIVER_CLI_CHECKS_SIZE_H
#define MEMTRACE_DRIVER_CLI_CHECKS_SIZE_H

#include <cstdint>
#include <optional>
#include <string>

namespace memtrace::driver {

// `4096`, `10M`, `10MiB`, `1.5 GiB`: of these a unit is 1024 of the one before;
// of `10MB`, 1000. Nothing if it is no size below 8 EiB.
std::optional<int64_t> size_from(const std::string &text);

// `5%`: 0.05.
std::optional<double> share_from(const std::string &text);

} // namespace memtrace::driver

#endif
