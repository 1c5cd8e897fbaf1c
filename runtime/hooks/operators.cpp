// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// operators.cpp: operator new and delete of the whole process, between the
// program and the C++ library. jemalloc, tcmalloc and mimalloc bring operators
// of their own that don't call malloc; they would be seen by nobody.
//
// Where the next operators are the C++ library's or the next allocator's, new
// is malloc and delete is free. Anything else is passed on: a program's own
// operators come before these, and those of some other library are next.
//
// Not in a static link, where the program's operators can't be told from the
// library's, and an allocator that is linked in is the process's malloc.
#include "core/allocate.h"
#include "core/life.h"
#include "hooks/names.h"
#include "hooks/new.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

using namespace memtrace::rt;

namespace {

// The C++ library may have come with a dlopen()ed one, invisible to the rest.
void *find_next(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  static const char *const kLibraries[] = {"libstdc++.so.6", "libc++.so.1"};
  for (const char *library : kLibraries) {
    if (found)
      break;
    if (void *handle = dlopen(library, RTLD_LAZY | RTLD_NOLOAD)) {
      found = dlsym(handle, name);
      dlclose(handle); // only the count that RTLD_NOLOAD has raised
    }
  }
  return found;
}

// The next definition of an operator; looked for once.
template <typename Function> Function *next(void **known, const char *name) {
  void *found = __atomic_load_n(known, __ATOMIC_RELAXED);
  if (MEMTRACE_UNLIKELY(!found)) {
    found = find_next(name);
    if (!found)
      abort(); // C++ code without a C++ library
    note_new();
    __atomic_store_n(known, found, __ATOMIC_RELAXED);
  }
  return reinterpret_cast<Function *>(found);
}

bool is_cxx_library(const char *path) {
  static const char *const kNames[] = {"libstdc++.so", "libc++.so",
                                       "libc++abi.so"};
  const char *slash = strrchr(path, '/');
  const char *file = slash ? slash + 1 : path;
  for (const char *name : kNames)
    if (strncmp(file, name, strlen(name)) == 0)
      return true;
  return false;
}

void *plain_new(size_t size) {
  if (MEMTRACE_UNLIKELY(size > kMostTried))
    return nullptr;
  return allocate(size ? size : 1, ambient_site());
}

// The C++ library asks for whole multiples of the alignment.
void *aligned_new(size_t size, size_t alignment) {
  if (size > kMostTried || (alignment & (alignment - 1)) != 0)
    return nullptr; // for the library to serve, or refuse
  size_t bytes = ((size ? size : 1) + alignment - 1) & -alignment;
  return allocate_aligned(alignment, bytes, ambient_site());
}

} // namespace

#define MEMTRACE_NEXT(symbol, type)                                            \
  static void *known;                                                          \
  auto *passed_on = next<type>(&known, #symbol)

// What the next allocator's own operator would serve, as malloc. Null: pass it
// on, also for the new_handler and the exception.
#define MEMTRACE_DEFINE_NEW(symbol, parameters, arguments, served)             \
  extern "C" MEMTRACE_EXPORT void *symbol parameters {                         \
    if (g_state.new_is_malloc)                                                 \
      if (void *block = served)                                                \
        return block;                                                          \
    MEMTRACE_NEXT(symbol, void *parameters);                                   \
    return passed_on arguments;                                                \
  }

MEMTRACE_DEFINE_NEW(_Znwm, (size_t size), (size), plain_new(size))
MEMTRACE_DEFINE_NEW(_Znam, (size_t size), (size), plain_new(size))
MEMTRACE_DEFINE_NEW(_ZnwmRKSt9nothrow_t, (size_t size, const void *tag),
                    (size, tag), plain_new(size))
MEMTRACE_DEFINE_NEW(_ZnamRKSt9nothrow_t, (size_t size, const void *tag),
                    (size, tag), plain_new(size))
MEMTRACE_DEFINE_NEW(_ZnwmSt11align_val_t, (size_t size, size_t alignment),
                    (size, alignment), aligned_new(size, alignment))
MEMTRACE_DEFINE_NEW(_ZnamSt11align_val_t, (size_t size, size_t alignment),
                    (size, alignment), aligned_new(size, alignment))
MEMTRACE_DEFINE_NEW(_ZnwmSt11align_val_tRKSt9nothrow_t,
                    (size_t size, size_t alignment, const void *tag),
                    (size, alignment, tag), aligned_new(size, alignment))
MEMTRACE_DEFINE_NEW(_ZnamSt11align_val_tRKSt9nothrow_t,
                    (size_t size, size_t alignment, const void *tag),
                    (size, alignment, tag), aligned_new(size, alignment))

// A size that is passed along may not be what the block has: see malloc.cpp.
#define MEMTRACE_DEFINE_DELETE(symbol, parameters, arguments)                  \
  extern "C" MEMTRACE_EXPORT void symbol parameters {                          \
    if (g_state.new_is_malloc)                                                 \
      return release(block);                                                   \
    MEMTRACE_NEXT(symbol, void parameters);                                    \
    passed_on arguments;                                                       \
  }

MEMTRACE_DEFINE_DELETE(_ZdlPv, (void *block), (block))
MEMTRACE_DEFINE_DELETE(_ZdaPv, (void *block), (block))
MEMTRACE_DEFINE_DELETE(_ZdlPvm, (void *block, size_t size), (block, size))
MEMTRACE_DEFINE_DELETE(_ZdaPvm, (void *block, size_t size), (block, size))
MEMTRACE_DEFINE_DELETE(_ZdlPvRKSt9nothrow_t, (void *block, const void *tag),
                       (block, tag))
MEMTRACE_DEFINE_DELETE(_ZdaPvRKSt9nothrow_t, (void *block, const void *tag),
                       (block, tag))
MEMTRACE_DEFINE_DELETE(_ZdlPvSt11align_val_t, (void *block, size_t alignment),
                       (block, alignment))
MEMTRACE_DEFINE_DELETE(_ZdaPvSt11align_val_t, (void *block, size_t alignment),
                       (block, alignment))
MEMTRACE_DEFINE_DELETE(_ZdlPvmSt11align_val_t,
                       (void *block, size_t size, size_t alignment),
                       (block, size, alignment))
MEMTRACE_DEFINE_DELETE(_ZdaPvmSt11align_val_t,
                       (void *block, size_t size, size_t alignment),
                       (block, size, alignment))
MEMTRACE_DEFINE_DELETE(_ZdlPvSt11align_val_tRKSt9nothrow_t,
                       (void *block, size_t alignment, const void *tag),
                       (block, alignment, tag))
MEMTRACE_DEFINE_DELETE(_ZdaPvSt11align_val_tRKSt9nothrow_t,
                       (void *block, size_t alignment, const void *tag),
                       (block, alignment, tag))

namespace memtrace::rt {

// The two that end all others; the C++ library's call them, so that one
// replaced is enough.
bool operator_new_is_malloc() {
  static const char *const kForms[] = {"_Znwm", "_Znam"};
  void *const forms[] = {(void *)_Znwm, (void *)_Znam};
  Dl_info own, allocator;
  if (!dladdr(&g_state, &own) ||
      !dladdr(reinterpret_cast<void *>(g_next.malloc), &allocator))
    return false;
  for (int i = 0; i < 2; ++i) {
    Dl_info first, second;
    void *following = dlsym(RTLD_NEXT, kForms[i]);
    if (!dladdr(forms[i], &first) || first.dli_fbase != own.dli_fbase)
      return false; // the program's own
    if (!following || !dladdr(following, &second) ||
        (second.dli_fbase != allocator.dli_fbase &&
         !is_cxx_library(second.dli_fname)))
      return false;
  }
  return true;
}

} // namespace memtrace::rt
