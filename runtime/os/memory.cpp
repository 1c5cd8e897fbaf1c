// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// memory.cpp: see memory.h.
#include "os/memory.h"

#include "os/restrictions.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace memtrace::rt {
namespace {

size_t round_up(size_t bytes) {
  size_t page = page_size();
  return (bytes + page - 1) & ~(page - 1);
}

void *map_pages(size_t bytes, int protection) {
  if (is_strictly_restricted())
    return nullptr;
  int saved = errno;
  void *p = mmap(nullptr, bytes, protection,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  errno = saved;
  return p == MAP_FAILED ? nullptr : p;
}

bool map_over(void *address, size_t bytes, int protection) {
  if (is_strictly_restricted())
    return false;
  int saved = errno;
  void *p =
      mmap(address, bytes, protection,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
  errno = saved;
  return p == address;
}

} // namespace

size_t page_size() {
  static size_t size;
  if (!size)
    size = (size_t)sysconf(_SC_PAGESIZE);
  return size;
}

void *reserve(size_t bytes) {
  void *p = map_pages(bytes, PROT_READ);
  if (!p || is_restricted())
    return p;
  // Huge pages would make a hundred counters cost two megabytes.
  int saved = errno;
  madvise(p, bytes, MADV_NOHUGEPAGE);
  errno = saved;
  return p;
}

void unreserve(void *address, size_t bytes) {
  if (is_strictly_restricted())
    return;
  int saved = errno;
  munmap(address, bytes);
  errno = saved;
}

bool commit(void *address, size_t bytes) {
  if (is_strictly_restricted())
    return false;
  int saved = errno;
  bool done = mprotect(address, bytes, PROT_READ | PROT_WRITE) == 0;
  errno = saved;
  return done;
}

bool replace_with_memory(void *address, size_t bytes) {
  return map_over(address, bytes, PROT_READ | PROT_WRITE);
}

bool reserve_again(void *address, size_t bytes) {
  return map_over(address, bytes, PROT_READ);
}

void *map(size_t bytes) {
  bytes = round_up(bytes);
  return map_pages(bytes, PROT_READ | PROT_WRITE);
}

void unmap(void *address, size_t bytes) { unreserve(address, round_up(bytes)); }

// The kernel copies the set before it looks at what to do with it.
bool is_readable(const void *address) {
  if (is_restricted())
    return true;
  int saved = errno;
  constexpr int kNothing = -1;
  constexpr size_t kSet = 8;
  syscall(SYS_rt_sigprocmask, kNothing, (uintptr_t)address & -kSet, nullptr,
          kSet);
  bool readable = errno != EFAULT;
  errno = saved;
  return readable;
}

size_t affordable_reservation(size_t wanted) {
  struct rlimit limit;
  if (is_restricted() || getrlimit(RLIMIT_AS, &limit) != 0 ||
      limit.rlim_cur == RLIM_INFINITY)
    return wanted;
  // A limited program keeps nearly all of its address space for itself.
  size_t share = page_size() * 16;
  while (share * 2 <= limit.rlim_cur / 256 && share < wanted)
    share *= 2;
  return share < wanted ? share : wanted;
}

} // namespace memtrace::rt
