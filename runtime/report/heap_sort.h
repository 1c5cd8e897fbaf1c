// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// heap_sort.h: sorts in place, without recursion, never worse than n log n. It
// isn't stable.
#ifndef MEMTRACE_REPORT_HEAP_SORT_H
#define MEMTRACE_REPORT_HEAP_SORT_H

#include <stddef.h>

namespace memtrace::rt {

template <typename T, typename Before>
void sift_down(T *items, size_t root, size_t size, const Before &before) {
  T moving = items[root];
  for (;;) {
    size_t child = root * 2 + 1;
    if (child >= size)
      break;
    if (child + 1 < size && before(items[child], items[child + 1]))
      ++child;
    if (!before(moving, items[child]))
      break;
    items[root] = items[child];
    root = child;
  }
  items[root] = moving;
}

template <typename T, typename Before>
void heap_sort(T *items, size_t size, const Before &before) {
  for (size_t root = size / 2; root-- > 0;)
    sift_down(items, root, size, before);
  for (size_t last = size; last-- > 1;) {
    T largest = items[0];
    items[0] = items[last];
    items[last] = largest;
    sift_down(items, 0, last, before);
  }
}

} // namespace memtrace::rt

#endif
