// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// sections.h: the sections of the ledger, for those who open them (ledger.cpp)
// and who enter something (enter.cpp).
#ifndef MEMTRACE_LEDGER_SECTIONS_H
#define MEMTRACE_LEDGER_SECTIONS_H

#include "ledger/section.h"
#include "memtrace/ledger.h"

#include <stdint.h>

namespace memtrace::rt {

// All that belongs to one ledger; a fork's child has its parent's and its own.
struct Sections {
  Section strings, frames, sites, callers, contexts;
  Section inherited; // of the child of a fork
  Section *slabs;    // of kMaxSlabs
  uint32_t slab_count;
};
extern Sections g_sections;

inline memtrace_ledger_frame *frames() {
  return reinterpret_cast<memtrace_ledger_frame *>(g_sections.frames.base());
}

inline memtrace_ledger_site *sites() {
  return reinterpret_cast<memtrace_ledger_site *>(g_sections.sites.base());
}

inline memtrace_ledger_caller *callers() {
  return reinterpret_cast<memtrace_ledger_caller *>(g_sections.callers.base());
}

inline memtrace_ledger_context *contexts() {
  return reinterpret_cast<memtrace_ledger_context *>(
      g_sections.contexts.base());
}

// The first entries of a ledger: what stands for the unknown, or what the
// parent of a fork has entered. False when there is no memory.
bool enter_unknown();
bool enter_all_of(const Sections &parents, const memtrace_ledger_header &known);

} // namespace memtrace::rt

#endif
