// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// waiting.cpp: see waiting.h.
#include "core/waiting.h"

#include "core/allocate.h"
#include "core/counting.h"
#include "core/tag.h"

namespace memtrace::rt {
namespace {

inline void *mark(void *block, size_t size) {
  if (!mark_quickly(block, size))
    mark_uncounted(block, size);
  return block;
}

template <typename Ask> inline void *allocate_with(size_t size, Ask ask) {
  void *block = size < kTooLarge ? ask(size + kTagBytes) : nullptr;
  if (!block)
    return ask(size); // for the program's own errno
  mark_uncounted(block, size);
  return block;
}

void *malloc(size_t size) {
  return allocate_with(size, [](size_t n) { return g_next.malloc(n); });
}

// Where headers can be read.
void *malloc_quickly(size_t size) {
  size_t more;
  if (MEMTRACE_UNLIKELY(__builtin_add_overflow(size, kTagBytes, &more)))
    return g_next.malloc(size);
  void *block = g_next.malloc(more);
  return MEMTRACE_LIKELY(block != nullptr) ? mark(block, size)
                                           : g_next.malloc(size);
}

void *calloc(size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes))
    return g_next.calloc(count, size);
  return allocate_with(bytes, [](size_t n) { return g_next.calloc(1, n); });
}

void *realloc(void *block, size_t size) {
  if (!block)
    return malloc(size);
  if (size == 0 || size >= kTooLarge)
    block = g_next.realloc(block, size);
  else
    block = g_next.realloc(block, size + kTagBytes);
  if (block)
    mark_uncounted(block, size);
  return block;
}

void *aligned_alloc(size_t alignment, size_t size) {
  return allocate_with(
      size, [=](size_t n) { return g_next.aligned_alloc(alignment, n); });
}

int posix_memalign(void **out, size_t alignment, size_t size) {
  int error = 0;
  void *block = allocate_with(size, [&](size_t n) -> void * {
    void *aligned = nullptr;
    error = g_next.posix_memalign(&aligned, alignment, n);
    return error ? nullptr : aligned;
  });
  if (!error)
    *out = block;
  return error;
}

void *memalign(size_t alignment, size_t size) {
  return allocate_with(size,
                       [=](size_t n) { return g_next.memalign(alignment, n); });
}

size_t usable_size_left(void *block) {
  if (!block)
    return 0;
  size_t usable = usable_size(block);
  TaggedBlock tagged;
  if (read_tag(block, usable, 1, &tagged) == Tag::kDamaged)
    return usable;
  return usable_beside_tag(block, usable, tagged);
}

} // namespace

void tag_what_is_passed_on() {
  g_passed_on = {g_state.reads_headers ? malloc_quickly : malloc,
                 g_next.free,
                 calloc,
                 realloc,
                 aligned_alloc,
                 posix_memalign,
                 memalign,
                 usable_size_left};
  choose_entries();
}

} // namespace memtrace::rt
