// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// allocate.cpp: see allocate.h.
#include "core/allocate.h"

#include "core/block_cache.h"
#include "core/contexts.h"
#include "core/counting.h"
#include "core/life.h"
#include "core/look.h"
#include "core/next.h"
#include "ledger/ledger.h"
#include "os/memory.h"

#include <errno.h>
#include <string.h>

namespace memtrace::rt {

memtrace_site g_unknown_site = {MEMTRACE_UNKNOWN_CONTEXT *
                                    sizeof(memtrace_counter),
                                MEMTRACE_UNKNOWN_CONTEXT << 8,
                                0,
                                0,
                                0,
                                1,
                                0,
                                MEMTRACE_SITE_SYSTEM};

namespace {

// How to serve a call, once the process has started.
enum class Service { kCount, kPass, kBootstrap };

Service service() {
  Mode now = mode();
  if (MEMTRACE_LIKELY(now == Mode::kOn))
    return Service::kCount;
  if (now == Mode::kOff)
    return Service::kPass;
  switch (start()) {
  case Start::kDone:
    return service();
  case Start::kTest:
    return Service::kPass;
  case Start::kEarly:
    break;
  }
  return Service::kBootstrap;
}

// Any allocation: `ask` asks an allocator for a number of bytes.
template <typename Ask>
void *allocate_with(size_t alignment, size_t size, memtrace_site *site,
                    Ask ask) {
  switch (service()) {
  case Service::kPass:
    return ask(g_passed_on, size);
  case Service::kBootstrap:
    return bootstrap_allocate(alignment, size);
  case Service::kCount:
    break;
  }
  if (size >= kTooLarge)
    return ask(g_next, size); // which fails as the program expects
  void *block = ask(g_next, size + kTagBytes);
  if (!block)
    return ask(g_next,
               size); // for the program's own errno, at an allocator's limit
  count_birth(block, size, site);
  return block;
}

// realloc of a bootstrap block: it can only move.
void *move_bootstrap(void *block, size_t size, memtrace_site *site) {
  void *moved = allocate(size, site);
  size_t old = bootstrap_size(block);
  if (moved)
    memcpy(moved, block, old < size ? old : size);
  return moved;
}

// realloc(p, 0): the next allocator decides whether that frees, which glibc
// does, or makes the block small.
void *reallocate_to_nothing(void *block, memtrace_site *site) {
  count_death(block);
  void *result = g_next.realloc(block, 0);
  if (!result)
    return nullptr;
  if (usable_size(result) >= kTagBytes)
    count_birth(result, 0, site);
  return result;
}

} // namespace

__attribute__((noinline)) void *malloc_slow(size_t size, memtrace_site *site) {
  return allocate_with(0, size, site, [](const NextAllocator &from, size_t n) {
    return from.malloc(n);
  });
}

__attribute__((noinline)) void free_slow(void *block) {
  if (!block)
    return g_next.free(block); // which may be asking whether it comes to us
  if (is_bootstrap(block))
    return;
  Service how = service();
  if (how == Service::kCount && has_block_caches() && is_cached(block))
    return free_again(block);
  // The test's blocks, and those from before, carry no tag.
  bool counts =
      how == Service::kCount && !(g_state.reads_headers && is_marked(block));
  if (counts)
    count_death(block);
  if (how != Service::kBootstrap)
    g_next.free(block);
}

void *allocate_uncounted(size_t size) {
  if (service() != Service::kCount)
    return g_passed_on.malloc(size);
  void *block = size < kTooLarge ? g_next.malloc(size + kTagBytes) : nullptr;
  if (block)
    mark_uncounted(block, size);
  return block;
}

void *calloc_slow(size_t count, size_t size, memtrace_site *site) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  return allocate_with(0, bytes, site, [](const NextAllocator &from, size_t n) {
    return from.calloc(1, n);
  });
}

void *realloc_slow(void *block, size_t size, memtrace_site *site) {
  if (!block)
    return allocate(size, site);
  if (is_bootstrap(block))
    return move_bootstrap(block, size, site);
  if (service() != Service::kCount || size >= kTooLarge)
    return g_passed_on.realloc(block, size);
  const char *complaint = nullptr;
  if (MEMTRACE_UNLIKELY(has_block_caches() && is_cached(block))) {
    if (size == 0) {
      free_again(block);
      return nullptr;
    }
    complaint = take_out(block);
  }
  if (size == 0)
    return reallocate_to_nothing(block, site);
  // The old block's tag may be gone when realloc returns.
  Death death = look_at(block);
  ClearedTag cleared(death.id ? block : nullptr, usable_size(block));
  void *result = g_next.realloc(block, size + kTagBytes);
  if (!result) {
    cleared.restore();
    return nullptr;
  }
  if (complaint && result != block)
    end_by(complaint);
  count_death(death);
  count_birth(result, size, site);
  return result;
}

void *reallocate_array(void *block, size_t count, size_t size,
                       memtrace_site *site) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  return reallocate(block, bytes, site);
}

void *allocate_aligned(size_t alignment, size_t size, memtrace_site *site) {
  return allocate_with(alignment, size, site,
                       [&](const NextAllocator &from, size_t n) {
                         return from.aligned_alloc(alignment, n);
                       });
}

void *allocate_memalign(size_t alignment, size_t size, memtrace_site *site) {
  return allocate_with(alignment, size, site,
                       [&](const NextAllocator &from, size_t n) {
                         return from.memalign(alignment, n);
                       });
}

int allocate_posix(void **out, size_t alignment, size_t size,
                   memtrace_site *site) {
  int error = ENOMEM;
  void *block =
      allocate_with(alignment, size, site,
                    [&](const NextAllocator &from, size_t n) -> void * {
                      void *aligned = nullptr;
                      error = from.posix_memalign(&aligned, alignment, n);
                      return error ? nullptr : aligned;
                    });
  if (!block)
    return error;
  *out = block;
  return 0;
}

void *allocate_page(size_t size, memtrace_site *site) {
  return allocate_memalign(page_size(), size, site);
}

// Whole pages are what the program gets; the tag must not cost it another.
void *allocate_pages(size_t size, memtrace_site *site) {
  if (size < kTooLarge)
    size = (size + page_size() - 1) & ~(page_size() - 1);
  return allocate_memalign(page_size(), size, site);
}

size_t usable_size_slow(void *block) {
  if (!block)
    return 0;
  if (is_bootstrap(block))
    return bootstrap_size(block);
  if (service() != Service::kCount)
    return g_passed_on.malloc_usable_size(block);
  size_t usable = usable_size(block);
  TaggedBlock tagged;
  if (read_tag(block, usable, context_count(), &tagged) == Tag::kDamaged)
    return usable; // not born here
  return usable_beside_tag(block, usable, tagged);
}

} // namespace memtrace::rt
