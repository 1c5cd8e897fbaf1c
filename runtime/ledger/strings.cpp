// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// strings.cpp: see strings.h. The index of what is stored already is private
// memory, not ledger: a reader has no use for it.
#include "ledger/strings.h"

#include "os/memory.h"

#include <string.h>

namespace memtrace::rt {
namespace {

Section *section;
uint32_t *table; // offsets by hash, 0: empty
size_t slots;    // a power of two
size_t taken;

uint64_t hash_of(const char *string) {
  uint64_t hash = 0xcbf29ce484222325u; // FNV-1a
  for (; *string; ++string)
    hash = (hash ^ (unsigned char)*string) * 0x100000001b3u;
  return hash ^ (hash >> 32);
}

uint32_t *slot_of(const char *string) {
  for (size_t i = hash_of(string);; ++i) {
    uint32_t *slot = &table[i & (slots - 1)];
    if (!*slot || strcmp(section->base() + *slot, string) == 0)
      return slot;
  }
}

bool widen() {
  uint32_t *old = table;
  size_t old_slots = slots;
  size_t wider = slots ? slots * 2 : 4096 / sizeof *table;
  auto *fresh = static_cast<uint32_t *>(map(wider * sizeof *table));
  if (!fresh)
    return false;
  table = fresh;
  slots = wider;
  for (size_t i = 0; i < old_slots; ++i)
    if (old[i])
      *slot_of(section->base() + old[i]) = old[i];
  if (old)
    unmap(old, old_slots * sizeof *old);
  return true;
}

} // namespace

bool open_strings(Section *strings) {
  section = strings;
  return section->grow_to(1) && widen();
}

uint32_t intern_string(const char *string, uint64_t *used) {
  if (!*string)
    return 0;
  // A table that can't be widened serves until it is full.
  if (taken * 2 >= slots && !widen() && taken + 1 >= slots)
    return 0;
  uint32_t *slot = slot_of(string);
  if (*slot)
    return *slot;
  size_t size = strlen(string) + 1;
  if (*used + size > UINT32_MAX || !section->grow_to(*used + size))
    return 0;
  memcpy(section->base() + *used, string, size);
  *slot = (uint32_t)*used;
  *used += size;
  ++taken;
  return *slot;
}

} // namespace memtrace::rt
