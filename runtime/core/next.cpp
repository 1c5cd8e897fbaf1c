// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// next.cpp: the next allocator in a dynamically linked process; see next.h.
#include "core/next.h"

#include "core/tag.h"

#include <dlfcn.h>
#include <link.h>
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
  find(handle, "malloc_usable_size", &next.malloc_usable_size);
}

// Where a call of the process's malloc ends, as far as names say.
void *process_malloc() { return reinterpret_cast<void *>(malloc); }

bool is_in_this_library(void *address) {
  Dl_info here, there;
  return dladdr(&g_state, &here) != 0 && dladdr(address, &there) != 0 &&
         here.dli_fbase == there.dli_fbase;
}

// Calls malloc and free as the program would.
bool calls_come_to_us() {
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

bool is_second_runtime() {
  Dl_info info;
  void *self = nullptr;
  Lmid_t name_space = LM_ID_BASE;
  return dladdr1(&g_state, &info, &self, RTLD_DL_LINKMAP) != 0 &&
         dlinfo(self, RTLD_DI_LMID, &name_space) == 0 &&
         name_space != LM_ID_BASE;
}

bool find_next_allocator(bool wanted) {
  find_allocator(RTLD_NEXT);
  void *address = process_malloc();
  bool by_name = is_in_this_library(address);
  bool ours = by_name;
  // A call tells for sure: what valgrind has replaced without a name, and
  // another's malloc that calls ours, as that of heaptrack. But a process that
  // is not to be traced sees no call more than without us.
  if (wanted || !by_name)
    ours = calls_come_to_us();
  // Who calls us is not to be called back.
  if (!ours && !by_name && test_calls == 0)
    find_allocator(RTLD_DEFAULT);
  return ours;
}

} // namespace memtrace::rt
