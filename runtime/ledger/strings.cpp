// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// strings.cpp: see strings.h.
#include "ledger/strings.h"

#include "ledger/hash_index.h"

#include <string.h>

namespace memtrace::rt {

uint32_t intern_string(Section &strings, const char *string, uint64_t *used) {
  static HashIndex index;
  size_t size = strlen(string) + 1;
  if (size == 1)
    return 0;
  uint64_t hash = hash_bytes(kHashBegin, string, size - 1);
  uint32_t found = index.find(hash, [&](uint32_t offset) {
    return strcmp(strings.base() + offset, string) == 0;
  });
  if (found)
    return found;
  if (*used + size > UINT32_MAX || !strings.grow_to(*used + size) ||
      !index.add(hash, (uint32_t)*used))
    return 0;
  uint64_t offset = *used;
  memcpy(strings.base() + offset, string, size);
  __atomic_store_n(used, offset + size, __ATOMIC_RELEASE);
  return (uint32_t)offset;
}

} // namespace memtrace::rt
