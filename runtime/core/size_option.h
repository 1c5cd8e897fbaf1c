// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// size_option.h: sizes as users write them.
#ifndef MEMTRACE_CORE_SIZE_OPTION_H
#define MEMTRACE_CORE_SIZE_OPTION_H

#include <stddef.h>
#include <stdint.h>

namespace memtrace::rt {

// Reads `length` bytes of text as a size: `4096`, `512KiB`, `1.5 GiB`, `10M`.
// K, M, G and T are powers of 1024, with or without `B` or `iB` behind. False:
// it is none, or of 2^63 bytes and more.
bool read_size(const char *text, size_t length, uint64_t *out);

} // namespace memtrace::rt

#endif
