// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// hash.h: hashes of sequences of numbers.
#ifndef MEMTRACE_DRIVER_CLI_HASH_H
#define MEMTRACE_DRIVER_CLI_HASH_H

#include <cstdint>

namespace memtrace::driver {

// The hash of a sequence, from that of what came before its last number. Where
// sequences are taken for equal by it, 64 bits make that chance negligible.
inline uint64_t mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * 0xbf58476d1ce4e5b9;
  return hash ^ hash >> 31;
}

} // namespace memtrace::driver

#endif
