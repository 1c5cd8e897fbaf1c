// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// next.cpp: the next allocator in a dynamically linked process; see next.h.
#include "core/next.h"

#include "core/tag.h"

#include <dlfcn.h>
#include <gnu/libc-version.h>
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
  g_passed_on = next;
}

// Where a call of the process's malloc ends, as far as names say.
void *process_malloc() { return reinterpret_cast<void *>(malloc); }

bool is_in_this_library(void *address) {
  Dl_info here, there;
  return dladdr(&g_state, &here) != 0 && dladdr(address, &there) != 0 &&
         here.dli_fbase == there.dli_fbase;
}

// An executable that is not position independent and takes malloc's address
// has one of its own for it, which leads to whoever defines malloc.
bool is_detour(void *address) {
  Dl_info info;
  ElfW(Sym) *symbol = nullptr;
  return dladdr1(address, &info, reinterpret_cast<void **>(&symbol),
                 RTLD_DL_SYMENT) != 0 &&
         symbol && symbol->st_shndx == SHN_UNDEF;
}

// Calls malloc and free as the program would. The allocator's first call is
// made before: jemalloc may start a thread there, which asks for memory as
// well.
bool calls_come_to_us() {
  testing = true;
  g_next.free(g_next.malloc(1));
  test_calls = 0;
  // Volatile, or the compiler would leave the pair out.
  void *volatile block = malloc(100);
  bool born_here = test_calls == 1;
  free(block);
  testing = false;
  return born_here && test_calls == 2;
}

int frees;
void note_free(void *) { ++frees; }

// Whether another's free, and so its malloc, calls ours; by freeing nothing.
bool calls_us_back() {
  auto *next = g_next.free;
  frees = 0;
  g_next.free = note_free;
  void *volatile nothing = nullptr;
  free(nothing);
  g_next.free = next;
  return frees != 0;
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

bool is_beside_next(void *function) {
  Dl_info here, allocator;
  return dladdr(function, &here) != 0 &&
         dladdr(reinterpret_cast<void *>(g_next.malloc), &allocator) != 0 &&
         here.dli_fbase == allocator.dli_fbase;
}

bool next_is_libc() {
  return is_beside_next(reinterpret_cast<void *>(gnu_get_libc_version));
}

bool find_next_allocator(bool wanted) {
  find_allocator(RTLD_NEXT);
  void *address = process_malloc();
  bool by_name = is_in_this_library(address);
  bool ours = by_name;
  bool is_hooked = !by_name && calls_us_back();
  // A call tells for sure, and what valgrind has replaced without a name; but
  // a process that is not to be traced sees no block more than without us.
  if (by_name ? wanted : is_detour(address) || (wanted && is_hooked))
    ours = calls_come_to_us();
  if (!ours && !by_name && !is_hooked)
    find_allocator(RTLD_DEFAULT);
  return ours;
}

} // namespace memtrace::rt
