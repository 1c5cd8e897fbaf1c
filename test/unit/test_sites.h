// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// test_sites.h: sites as the pass would emit them, made at run time.
#ifndef MEMTRACE_TEST_SITES_H
#define MEMTRACE_TEST_SITES_H

#include "ledger/ledger.h"
#include "memtrace/abi.h"

#include <deque>
#include <initializer_list>
#include <new>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

namespace memtrace::rt {

// A process has one ledger; the tests of an executable share it.
inline void open_test_ledger() {
  static bool opened = open_ledger(-1);
  if (!opened)
    abort();
}

struct TestFrame {
  const char *function;
  const char *file;
  uint32_t line;
  uint32_t column;
};

// Lives as long as the process, as sites do.
class TestSite {
public:
  TestSite(std::initializer_list<TestFrame> chain, uint16_t user_frame = 0)
      : site(*new(take(sizeof(memtrace_site))) memtrace_site()) {
    auto *frames = static_cast<memtrace_frame *>(
        take(chain.size() * sizeof(memtrace_frame)));
    size_t i = 0;
    for (const TestFrame &frame : chain) {
      frames[i].function = distance(&frames[i].function, copy(frame.function));
      frames[i].file = distance(&frames[i].file, copy(frame.file));
      frames[i].line = frame.line;
      frames[i].column = frame.column;
      ++i;
    }
    site.frames = distance(&site.frames, frames);
    site.frame_count = (uint16_t)chain.size();
    site.user_frame = user_frame;
  }

  memtrace_site &site;

private:
  // Relative references reach 2 GiB: all of it lies in one mapping.
  static void *take(size_t bytes) {
    constexpr size_t kArena = 64 << 20;
    static char *arena = static_cast<char *>(
        mmap(nullptr, kArena, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    static size_t used = 0;
    void *taken = arena + used;
    used += (bytes + 15) & ~size_t(15);
    if (used > kArena)
      abort();
    return taken;
  }
  static char *copy(const char *text) {
    size_t size = strlen(text) + 1;
    return static_cast<char *>(memcpy(take(size), text, size));
  }
  static memtrace_relative distance(const void *field, const void *target) {
    return (memtrace_relative)(static_cast<const char *>(target) -
                               static_cast<const char *>(field));
  }
};

} // namespace memtrace::rt

#endif
