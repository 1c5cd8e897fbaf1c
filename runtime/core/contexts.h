// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// contexts.h: from the calls that led to an allocation to the id that it
// counts for, in a process with callers. A context is the allocation's own site
// and the last N callers: the ambient site, unless it is that site, and behind
// it those in the thread's array. They are made to lie side by side there; a
// table finds the context by these pointers. All of them are compared, so two
// stacks are never taken for one.
#ifndef MEMTRACE_CORE_CONTEXTS_H
#define MEMTRACE_CORE_CONTEXTS_H

#include "core/state.h"

#include <stddef.h>
#include <string.h>

namespace memtrace::rt {

constexpr uint32_t kMostFrames = 128; // of a context, its own site among them
constexpr uint32_t kUsualFrames = 8;
// A thread is no deeper than its array is long, for that is the largest depth.
constexpr uint32_t kCallersRoom = (1u << MEMTRACE_DEPTH_BITS) - 1;
// The thread's first function enters that nobody has called it.
constexpr uint32_t kMostCallers = kCallersRoom - 1;

// A word of abi.h's memtrace_thread_frames, and of the array.
inline memtrace_site *site_in(uint64_t word) {
  return reinterpret_cast<memtrace_site *>(word >> MEMTRACE_DEPTH_BITS);
}
inline uint32_t depth_in(uint64_t word) { return word & kCallersRoom; }
inline uint64_t word_of(const memtrace_site *site, uint32_t depth) {
  return reinterpret_cast<uintptr_t>(site) << MEMTRACE_DEPTH_BITS | depth;
}

// Never changed, but when a library of which it has a site goes away: then no
// allocation is of this context any more.
struct Context {
  uint64_t hash;
  memtrace_site *site;
  uint32_t counter; // as in memtrace_site
  uint32_t tag;
  uint64_t callers[]; // words, outermost first; of null where there was nobody
};

struct ContextTable {
  uint32_t shift; // of a hash, to the first of its slots
  Context *slots[];
};

struct Contexts {
  ContextTable *table;
  uint32_t caller_count; // of a context; 0: the process has no callers
};
extern Contexts g_contexts MEMTRACE_LOCAL;

// Stands for callers that are missing: of a thread that was called before it
// had an array, is deeper than that, or has come through code with lines only.
extern memtrace_site g_missing_callers MEMTRACE_LOCAL;

// A flag of a site: what a new thread is charged to, which doesn't call it.
constexpr uint32_t kCreatesThread = 1u << 31;

// 2^64 by the golden ratio: products with it have their best bits on top.
constexpr uint64_t kGolden = 0x9e3779b97f4a7c15u;

// Odd, small enough to stand in an instruction, and without order: those of an
// arithmetic progression would give many stacks of few sites one sum.
struct Factors {
  uint64_t of[kMostFrames] = {};
  constexpr Factors() {
    for (uint32_t i = 0; i < kMostFrames; ++i) {
      uint64_t mixed = (i + 1) * kGolden;
      mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
      mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
      of[i] = (mixed ^ mixed >> 31) >> 33 | 1;
    }
  }
};
constexpr Factors kFactors;

// A sum of products, so that they don't wait for each other.
inline uint64_t hash_context(const memtrace_site *site, const uint64_t *callers,
                             uint32_t count) {
  uint64_t hash = (uintptr_t)site;
#pragma GCC unroll 8
  for (uint32_t i = 0; i < count; ++i)
    hash += (uintptr_t)site_in(callers[i]) * kFactors.of[i];
  return hash * kGolden;
}

// All of them, without a branch for each: they are equal as a rule. At which
// depth they were entered doesn't matter, but many are compared faster with it.
inline __attribute__((always_inline)) bool
is_context_of(const Context &context, const memtrace_site *site,
              const uint64_t *callers, uint32_t count) {
  if (!__builtin_constant_p(count) &&
      memcmp(context.callers, callers, count * sizeof *callers) == 0)
    return context.site == site;
  using Pair __attribute__((vector_size(16), aligned(8), may_alias)) = uint64_t;
  Pair differ = {};
  for (uint32_t i = 0; i < count / 2; ++i)
    differ |= reinterpret_cast<const Pair *>(callers)[i] ^
              reinterpret_cast<const Pair *>(context.callers)[i];
  uint64_t all = differ[0] | differ[1];
  if (count % 2)
    all |= callers[count - 1] ^ context.callers[count - 1];
  return !site_in(all) && context.site == site;
}

// An array of callers begins with what stands for nobody, or for callers that
// are missing. Before that, contexts that its threads have counted for: where a
// program allocates again it does so for the same callers as a rule. Contexts
// stay where they are, and one that is forgotten has no site, which matches
// none.
constexpr uint32_t kRecentContexts = 256;
struct CallersArray {
  CallersArray *next; // unused one
  const Context *recent[kRecentContexts];
  uint64_t nobody[kMostFrames];
  uint64_t callers[kCallersRoom];
};
inline CallersArray *array_of(uint64_t *callers) {
  return reinterpret_cast<CallersArray *>(reinterpret_cast<char *>(callers) -
                                          offsetof(CallersArray, callers));
}

// The end of the calling thread's callers; null where its array may not reach.
// The ambient site is put behind those that were entered, where the next one
// would be: what it is in code with stacks, the next function enters as well.
inline __attribute__((always_inline)) uint64_t *
end_of_callers(const memtrace_site *site) {
  const memtrace_thread_frames &thread = MEMTRACE_THREAD_FRAMES;
  uint64_t word = thread.stacks.word;
  uint32_t depth = depth_in(word);
  if (__builtin_expect(depth >= thread.stacks.capacity, 0))
    return nullptr;
  if (!thread.stacks.callers)
    __builtin_unreachable(); // without an array there is no capacity
  uint64_t *end = thread.stacks.callers + depth;
  *end = word;
  return end + (site_in(word) != site);
}

// What a function in code with stacks does that makes a call there.
inline void enter_caller_and_set(uint64_t found, const memtrace_site *site) {
  memtrace_thread_frames &thread = MEMTRACE_THREAD_FRAMES;
  uint32_t depth = depth_in(found);
  if (depth < thread.stacks.capacity)
    thread.stacks.callers[depth++] = found;
  thread.stacks.word = word_of(site, depth);
}

// By the table, for `count` callers, and notes it as recent. Null: it is new,
// or far from where it is looked for first.
const Context *search_context(const memtrace_site *site,
                              const uint64_t *callers, uint32_t count,
                              const Context **recent);

inline __attribute__((always_inline)) const Context *
find_context(const memtrace_site *site, uint32_t count) {
  uint64_t *end = end_of_callers(site);
  if (__builtin_expect(!end, 0))
    return nullptr;
  // A few bits of those that differ most.
  uintptr_t mixed =
      ((uintptr_t)site ^ (uintptr_t)site_in(end[-1]) ^ (uintptr_t)end) / 8;
  const Context **recent = &array_of(MEMTRACE_THREAD_FRAMES.stacks.callers)
                                ->recent[mixed % kRecentContexts];
  const Context *context = *recent;
  if (__builtin_expect(
          context && is_context_of(*context, site, end - count, count), 1))
    return context;
  return search_context(site, end - count, count, recent);
}

const Context *find_unusual_context(const memtrace_site *site);

// The context of an allocation at a site, if it is found at once; else null.
inline __attribute__((always_inline)) const Context *
find_context(const memtrace_site *site) {
  return __builtin_expect(g_contexts.caller_count == kUsualFrames - 1, 1)
             ? find_context(site, kUsualFrames - 1)
             : find_unusual_context(site);
}

// The id that an allocation at a site counts for, in any process: that of its
// context, which is entered if it is new; without room for it, the site's own.
uint32_t id_for(memtrace_site *site);

// From now on contexts have callers, of which the ledger says how many; late:
// there are threads that may be in code with stacks. Once. False: there is no
// memory for that.
bool open_contexts(uint32_t frames, bool late);

// Gives a thread an array for its callers, if the process has callers and the
// thread none, before it gets to code with stacks or late; and takes the
// calling thread's back. The ledger's lock is held.
void open_callers(memtrace_thread_frames &thread, bool late);
void close_callers();

// Also those that are deeper than the thread is now.
void for_each_caller(CallersArray &array, void (*take)(uint64_t *place));

// Callers that threads have left behind, which the next one may take for its
// own when it is given a fiber of theirs. The ledger's lock is held.
void for_each_unused_caller(void (*take)(uint64_t *place));

// In the child of a fork.
void reopen_contexts();

// Forgets the contexts that have a site that is lost, as those of a library
// that is gone.
void forget_contexts(bool (*is_lost)(const memtrace_site *site));

// All of them get new ids. False: there are not enough.
bool forget_all_contexts();

// The id that something which is tracked by hand counts for; 0 without room.
uint32_t id_in_domain(memtrace_site *site, uint32_t domain);

} // namespace memtrace::rt

#endif
