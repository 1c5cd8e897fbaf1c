// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// state.h: what the hooks read at every event, for the process and for the
// thread. All of it is valid when zero: a process begins with it so.
#ifndef MEMTRACE_CORE_STATE_H
#define MEMTRACE_CORE_STATE_H

#include "core/exact_peak.h"
#include "memtrace/abi.h"

#include <stddef.h>
#include <stdint.h>

// Hidden, so that declarations elsewhere don't go through the GOT.
#define MEMTRACE_LOCAL __attribute__((visibility("hidden")))

namespace memtrace::rt {

enum class Mode : uint32_t {
  kUninitialized, // nothing is known yet; the first event initialises
  kInitializing,  // our own calls may come back to us
  kOn,
  kOff // every call is passed on
};

// For whom a new block counts.
enum class Births : uint32_t {
  kNobody, // recording hasn't begun, or is paused
  kSites,
  kContexts // a site and its callers
};

// The allocator that does the work: the next one after us that the process
// has. When the process's malloc is not ours, the process's.
struct NextAllocator {
  void *(*malloc)(size_t);
  void (*free)(void *);
  void *(*calloc)(size_t, size_t);
  void *(*realloc)(void *, size_t);
  void *(*aligned_alloc)(size_t, size_t);
  int (*posix_memalign)(void **, size_t, size_t);
  void *(*memalign)(size_t, size_t);
  size_t (*malloc_usable_size)(void *);
};

// The child of any fork finds it all zero, also of one that no handler sees: it
// must not count in the ledger of its parent, which it shares. So what can't be
// found again in it has a copy elsewhere.
constexpr size_t kStateBytes = 4096;
struct alignas(kStateBytes) State {
  // Shut where every event takes the slow way: an exact peak among threads.
  Gates gates;
  // Of the distance of a counter in a slab.
  uint64_t counter_mask;
  Mode mode;
  Births births;
  bool reads_headers; // usable size comes from glibc's block header
  bool new_is_malloc; // operator new is the library's: no need to call it
};
extern State g_state MEMTRACE_LOCAL;

extern Escrow g_escrow MEMTRACE_LOCAL;
extern ExactPeak g_exact_peak MEMTRACE_LOCAL;

// Apart from the state, so that a call while off reaches both without a
// register for their address.
extern NextAllocator g_next MEMTRACE_LOCAL;
// To whom calls are passed on while off: the same, or, in a process that may
// start tracing, waiting.h's.
extern NextAllocator g_passed_on MEMTRACE_LOCAL;

struct Bin; // of block_cache.h

struct Thread {
  Account account; // open while the thread has a slab
  char *slab; // counters, by memtrace_site::counter; null: none yet or late
  Bin *bins;  // of the thread's cache of blocks, while it has a slab
  uint32_t slab_index;
  bool late;         // the thread has given its slab back, or never had one
  bool was_expected; // before it began
  // In the middle of an event, or of fork(): what comes now comes from a
  // signal handler, and can't be counted.
  bool busy;
  uint8_t put_off; // until that is over: see put_off.h
};
extern __thread Thread g_thread MEMTRACE_LOCAL;

inline Mode mode() {
  Mode now;
  __atomic_load(&g_state.mode, &now, __ATOMIC_ACQUIRE);
  return now;
}

} // namespace memtrace::rt

// See abi.h. Sites outlive the calls that they stand for.
extern "C" {
extern __thread memtrace_thread_frames MEMTRACE_THREAD_FRAMES;
}

namespace memtrace::rt {

// The calling thread's. In parts: the processor forwards what was stored a
// moment ago to a load only if that lies within the store, and code with lines
// stores other bytes than code with stacks. Volatile, or the compiler would put
// the parts together.
struct __attribute__((packed, may_alias)) WordInParts {
  uint16_t depth;
  uint32_t low; // of the site
  uint16_t high;
};
inline const volatile WordInParts &current_parts() {
  return reinterpret_cast<const volatile WordInParts &>(MEMTRACE_THREAD_FRAMES);
}

inline memtrace_site *current_site() {
  const auto &word = current_parts();
  return reinterpret_cast<memtrace_site *>(word.low | uint64_t(word.high)
                                                          << 32);
}

inline uint64_t current_word() {
  return current_parts().depth | reinterpret_cast<uintptr_t>(current_site())
                                     << MEMTRACE_DEPTH_BITS;
}

} // namespace memtrace::rt

#endif
