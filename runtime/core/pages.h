// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// pages.h: memory for the time of a report, of our own and not the program's.
#ifndef MEMTRACE_CORE_PAGES_H
#define MEMTRACE_CORE_PAGES_H

#include "os/memory.h"
#include "report/scratch.h"

namespace memtrace::rt {

inline void *take_pages(void *, size_t bytes) { return map(bytes); }
inline void give_back_pages(void *, void *memory, size_t bytes) {
  unmap(memory, bytes);
}
constexpr Scratch kPages = {take_pages, give_back_pages, nullptr};

} // namespace memtrace::rt

#endif
