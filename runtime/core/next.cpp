// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// next.cpp: the next allocator in a dynamically linked process; see next.h.
#include "core/next.h"

#include "core/tag.h"

#include <dlfcn.h>
#include <stdlib.h>

extern "C" size_t malloc_usable_size(void *);

namespace memtrace::rt {
namespace {

int test_calls;
bool testing;

template <typename Function>
void find(void *handle, const char *name, Function *function) {
  *function = reinterpret_cast<Function>(dlsym(handle, name));
}

void find_allocator(void *handle) {
  NextAllocator &next = g_next;
  find(handle, "malloc", &next.malloc);
  find(handle, "free", &next.free);
  find(handle, "calloc", &next.calloc);
  find(handle, "realloc", &next.realloc);
  find(handle, "aligned_alloc", &next.aligned_alloc);
  find(handle, "posix_memalign", &next.posix_memalign);
  find(handle, "memalign", &next.memalign);
  find(handle, "valloc", &next.valloc);
  find(handle, "pvalloc", &next.pvalloc);
  find(handle, "malloc_usable_size", &next.malloc_usable_size);
}

// Calls malloc and free as the program would. Looking names up is not enough:
// an executable may have addresses of its own for them, and valgrind replaces
// functions without a name.
bool malloc_is_ours() {
  testing = true;
  test_calls = 0;
  // Volatile, or the compiler would leave the pair out.
  void *volatile block = malloc(100);
  bool born_here = test_calls == 1;
  free(block);
  testing = false;
  return born_here && test_calls == 2;
}

} // namespace

bool note_test_call() {
  if (testing)
    ++test_calls;
  return testing;
}

bool find_next_allocator() {
  find_allocator(RTLD_NEXT);
  if (malloc_is_ours())
    return true;
  void *(*process_malloc)(size_t);
  find(RTLD_DEFAULT, "malloc", &process_malloc);
  if (process_malloc != own_malloc())
    find_allocator(RTLD_DEFAULT);
  return false;
}

} // namespace memtrace::rt
