// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// new.cpp: every form of operator new, from instrumented code. Where the form
// is the library's, it is malloc with a loop around it: the first try is ours,
// and what it can't serve goes to the library, which calls the new_handler and
// throws. A program's own operator new is called, with the site as the ambient
// one, so that what it allocates is charged to the caller.
//
// Exceptions pass through these functions; they have nothing to clean up.
#include "hooks/new.h"
#include "core/allocate.h"
#include "core/contexts.h"
#include "hooks/names.h"

#include <stdlib.h>

using namespace memtrace::rt;

// Ours or the program's; weak, since a static C program has none of them. (A
// static link of C++ is asked for them by name: rewritten calls no longer do.)
#define MEMTRACE_WEAK __attribute__((weak))
extern "C" {
MEMTRACE_WEAK void *_Znwm(size_t);
MEMTRACE_WEAK void *_Znam(size_t);
MEMTRACE_WEAK void *_ZnwmRKSt9nothrow_t(size_t, const void *);
MEMTRACE_WEAK void *_ZnamRKSt9nothrow_t(size_t, const void *);
MEMTRACE_WEAK void *_ZnwmSt11align_val_t(size_t, size_t);
MEMTRACE_WEAK void *_ZnamSt11align_val_t(size_t, size_t);
MEMTRACE_WEAK void *_ZnwmSt11align_val_tRKSt9nothrow_t(size_t, size_t,
                                                       const void *);
MEMTRACE_WEAK void *_ZnamSt11align_val_tRKSt9nothrow_t(size_t, size_t,
                                                       const void *);
}

namespace {

template <typename Function> Function *real(Function *linked) {
  if (MEMTRACE_UNLIKELY(!linked))
    abort(); // instrumented C++ without a C++ library
  return linked;
}

// Calls a form of operator new for the site.
template <typename... Parameters>
void *call_for(memtrace_site *site, void *(*function)(Parameters...),
               Parameters... arguments) {
  memtrace_thread_frames &thread = MEMTRACE_THREAD_FRAMES;
  uint64_t found = current_word();
  if (site_in(found) != site) // nobody has entered who called for it
    enter_caller_and_set(found, site);
  void *block = function(arguments...);
  thread.stacks.word = found;
  return block;
}

// The first try at operator new, as the C++ library makes it.
inline void *try_new(size_t size, memtrace_site *site) {
  if (MEMTRACE_UNLIKELY(size > kMostTried))
    return nullptr;
  return allocate(size ? size : 1, site);
}

} // namespace

#define MEMTRACE_REAL(symbol) real(symbol)

// The two forms that programs call most; off, they go straight on.
#define MEMTRACE_DEFINE_NEW(entry, symbol)                                     \
  static __attribute__((noinline)) void *entry##_slow(size_t size,             \
                                                      memtrace_site *site) {   \
    return call_for(site, MEMTRACE_REAL(symbol), size);                        \
  }                                                                            \
  extern "C" MEMTRACE_EXPORT void *entry(size_t size, memtrace_site *site) {   \
    if (MEMTRACE_LIKELY(g_state.new_is_malloc)) {                              \
      if (void *block = try_new(size, site);                                   \
          MEMTRACE_LIKELY(block != nullptr))                                   \
        return block;                                                          \
      return entry##_slow(size, site);                                         \
    }                                                                          \
    if (g_state.mode == Mode::kOff && symbol)                                  \
      return symbol(size);                                                     \
    return entry##_slow(size, site);                                           \
  }

MEMTRACE_DEFINE_NEW(__memtrace_new, _Znwm)
MEMTRACE_DEFINE_NEW(__memtrace_new_array, _Znam)

extern "C" {

MEMTRACE_EXPORT void *__memtrace_new_nothrow(size_t size, const void *nothrow,
                                             memtrace_site *site) {
  return call_for(site, MEMTRACE_REAL(_ZnwmRKSt9nothrow_t), size, nothrow);
}
MEMTRACE_EXPORT void *__memtrace_new_array_nothrow(size_t size,
                                                   const void *nothrow,
                                                   memtrace_site *site) {
  return call_for(site, MEMTRACE_REAL(_ZnamRKSt9nothrow_t), size, nothrow);
}
MEMTRACE_EXPORT void *__memtrace_new_aligned(size_t size, size_t alignment,
                                             memtrace_site *site) {
  return call_for(site, MEMTRACE_REAL(_ZnwmSt11align_val_t), size, alignment);
}
MEMTRACE_EXPORT void *__memtrace_new_array_aligned(size_t size,
                                                   size_t alignment,
                                                   memtrace_site *site) {
  return call_for(site, MEMTRACE_REAL(_ZnamSt11align_val_t), size, alignment);
}
MEMTRACE_EXPORT void *__memtrace_new_aligned_nothrow(size_t size,
                                                     size_t alignment,
                                                     const void *nothrow,
                                                     memtrace_site *site) {
  return call_for(site, MEMTRACE_REAL(_ZnwmSt11align_val_tRKSt9nothrow_t), size,
                  alignment, nothrow);
}
MEMTRACE_EXPORT void *
__memtrace_new_array_aligned_nothrow(size_t size, size_t alignment,
                                     const void *nothrow, memtrace_site *site) {
  return call_for(site, MEMTRACE_REAL(_ZnamSt11align_val_tRKSt9nothrow_t), size,
                  alignment, nothrow);
}

} // extern "C"

#ifdef MEMTRACE_STATIC

namespace memtrace::rt {
// Can't be told from the program's; calling it is right for both.
bool operator_new_is_malloc() { return false; }
} // namespace memtrace::rt
#endif
