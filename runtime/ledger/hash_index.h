// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// hash_index.h: finds what a section holds already, by its hash. Private
// memory, not ledger: a reader has no use for it. Valid when zero.
#ifndef MEMTRACE_LEDGER_HASH_INDEX_H
#define MEMTRACE_LEDGER_HASH_INDEX_H

#include <stddef.h>
#include <stdint.h>

namespace memtrace::rt {

// FNV-1a, for keys in pieces.
constexpr uint64_t kHashBegin = 0xcbf29ce484222325u;
inline uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size) {
  auto *at = static_cast<const unsigned char *>(bytes);
  for (size_t i = 0; i < size; ++i)
    // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult)
    hash = (hash ^ at[i]) * 0x100000001b3u;
  return hash;
}

class HashIndex {
public:
  // The value with this hash of which `is_it` says yes; 0: there is none.
  template <typename IsIt> uint32_t find(uint64_t hash, IsIt is_it) const {
    uint32_t key = fold(hash);
    for (size_t i = key; slots_; ++i) {
      const Entry &entry = entries_[i & (slots_ - 1)];
      if (!entry.value || (entry.key == key && is_it(entry.value)))
        return entry.value;
    }
    return 0;
  }

  // Forgets all values.
  void clear();

  // Enters a value, not 0, that is not there. False: there is no memory.
  bool add(uint64_t hash, uint32_t value);

private:
  struct Entry {
    uint32_t key, value;
  };
  static uint32_t fold(uint64_t hash) { return (uint32_t)(hash ^ hash >> 32); }
  bool widen();
  void put(Entry entry);

  Entry *entries_;
  size_t slots_; // a power of two, or 0
  size_t taken_;
};

} // namespace memtrace::rt

#endif
