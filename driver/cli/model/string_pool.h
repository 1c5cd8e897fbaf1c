// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// string_pool.h: the strings of several ledgers, each text once.
#ifndef MEMTRACE_DRIVER_CLI_MODEL_STRING_POOL_H
#define MEMTRACE_DRIVER_CLI_MODEL_STRING_POOL_H

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace memtrace::driver {

class StringPool {
public:
  StringPool();

  // Where the strings of one ledger are in the pool.
  class Places {
  public:
    uint32_t of(uint32_t offset) const;

  private:
    friend class StringPool;
    std::vector<uint32_t> from_; // sorted
    std::vector<uint32_t> to_;
  };

  // Enters the strings that begin at these offsets. A string may be the tail
  // of another and stays so: the pool never grows by more than `from` has.
  // Throws a length_error if they are more than offsets can tell.
  Places enter(const std::vector<char> &from, std::vector<uint32_t> offsets);
  uint32_t enter(const std::string &text);

  const char *at(uint32_t place) const { return bytes_.data() + place; }
  std::vector<char> &bytes() { return bytes_; }

private:
  const uint32_t *find(uint64_t hash, const char *text) const;
  uint32_t append(const char *text, size_t size);

  std::vector<char> bytes_;
  std::unordered_multimap<uint64_t, uint32_t> by_hash_;
};

} // namespace memtrace::driver

#endif
