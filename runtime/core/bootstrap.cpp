// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bootstrap.cpp: memory for the calls that come before the next allocator is
// known: dlsym() may call calloc(), and the loader calls malloc() before the
// environment exists. See next.h.
#include "core/next.h"
#include "core/tag.h"

#include <errno.h>
#include <string.h>

namespace memtrace::rt {
namespace {

constexpr size_t kAlignment = 16;
size_t used;

} // namespace

alignas(kAlignment) char g_bootstrap[kBootstrapBytes];

void *bootstrap_allocate(size_t alignment, size_t size) {
  if (alignment < kAlignment)
    alignment = kAlignment;
  if (size > kBootstrapBytes || alignment > kBootstrapBytes) {
    errno = ENOMEM;
    return nullptr;
  }
  // The word before a block holds its size.
  uintptr_t base = (uintptr_t)g_bootstrap;
  size_t need = size + alignment + kAlignment;
  size_t at = __atomic_fetch_add(&used, (need + kAlignment - 1) & -kAlignment,
                                 __ATOMIC_RELAXED);
  if (at > kBootstrapBytes || need > kBootstrapBytes - at) {
    errno = ENOMEM;
    return nullptr;
  }
  uintptr_t block = (base + at + kAlignment + alignment - 1) & -alignment;
  memcpy((void *)(block - sizeof size), &size, sizeof size);
  return (void *)block; // zero, since nothing is ever given back
}

bool bootstrap_used() { return __atomic_load_n(&used, __ATOMIC_RELAXED) != 0; }

size_t bootstrap_size(const void *block) {
  return static_cast<const size_t *>(block)[-1];
}

} // namespace memtrace::rt
