// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// cacheable.cpp: see cacheable.h.
#include "core/cacheable.h"

#include "core/bins.h"
#include "core/next.h"
#include "core/options.h"

#include <stdlib.h>
#include <string.h>

// What the allocators that are known have beside malloc. Not looked up by name,
// for who finds nothing allocates the words that say so.
extern "C" {
__attribute__((weak)) int mallctl(const char *name, void *value, size_t *size,
                                  void *, size_t);
__attribute__((weak)) const char *tc_version(int *, int *, const char **);
__attribute__((weak)) int mi_version(void);
}

namespace memtrace::rt {
namespace {

template <size_t N> bool any_is_set(const char *const (&names)[N]) {
  for (const char *name : names)
    if (getenv(name))
      return true;
  return false;
}

bool glibc_is_asked() {
  static const char *const kNames[] = {"MALLOC_PERTURB_", "MALLOC_CHECK_",
                                       "MALLOC_TRACE"};
  const char *tunables = getenv("GLIBC_TUNABLES");
  return any_is_set(kNames) ||
         (tunables && (strstr(tunables, "glibc.malloc") ||
                       strstr(tunables, "glibc.mem.tagging")));
}

// A value of another size, or an option that jemalloc was built without, is an
// error.
template <typename Value> Value value_of(const char *option) {
  Value value = {};
  size_t size = sizeof value;
  auto *to = static_cast<void *>(&value);
  return mallctl(option, to, &size, nullptr, 0) == 0 ? value : Value();
}

bool is_on(const char *option) { return value_of<bool>(option); }

bool jemalloc_is_asked() {
  static const char *const kNames[] = {"opt.junk",   "opt.zero",
                                       "opt.prof",   "opt.redzone",
                                       "opt.utrace", "config.debug"};
  for (const char *name : kNames)
    if (is_on(name))
      return true;
  auto *filled = value_of<const char *>("opt.junk"); // or "false"
  return (filled && strcmp(filled, "false") != 0) || !is_on("opt.tcache") ||
         value_of<size_t>("opt.quarantine") != 0;
}

bool tcmalloc_is_asked() {
  static const char *const kNames[] = {"TCMALLOC_SAMPLE_PARAMETER",
                                       "HEAPPROFILE", "HEAPCHECK"};
  return any_is_set(kNames);
}

// Whoever checks blocks at their ends says how many bytes were asked for, or
// uses some itself.
bool has_known_sizes() {
  constexpr size_t kRequest = 20;
  void *block = g_next.malloc(kRequest);
  if (!block)
    return false;
  size_t i = OthersBins::of_block(g_next.malloc_usable_size(block));
  g_next.free(block);
  return i < kBins;
}

template <typename Function> bool is_next(Function *function) {
  return function && is_beside_next(reinterpret_cast<void *>(function));
}

bool other_may_be_cached() {
  if (is_next(mallctl))
    return !jemalloc_is_asked();
  if (is_next(tc_version))
    return !tcmalloc_is_asked() && has_known_sizes();
  return is_next(mi_version) && has_known_sizes();
}

} // namespace

bool next_may_be_cached() {
  if (g_options.caches == Caches::kNobodys)
    return false;
  if (g_state.reads_headers)
    return next_is_libc() && !glibc_is_asked();
  return g_options.caches == Caches::kAll && other_may_be_cached();
}

} // namespace memtrace::rt
