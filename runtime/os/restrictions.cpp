// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// restrictions.cpp: see restrictions.h.
#include "os/restrictions.h"

namespace memtrace::rt {
namespace {

bool restricted;
bool strictly_restricted;

} // namespace

void note_restrictions() {
  __atomic_store_n(&restricted, true, __ATOMIC_RELAXED);
}
bool is_restricted() { return __atomic_load_n(&restricted, __ATOMIC_RELAXED); }

void note_strict_restrictions() {
  note_restrictions();
  __atomic_store_n(&strictly_restricted, true, __ATOMIC_RELAXED);
}
bool is_strictly_restricted() {
  return __atomic_load_n(&strictly_restricted, __ATOMIC_RELAXED);
}

} // namespace memtrace::rt
