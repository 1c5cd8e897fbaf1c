// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// modules.cpp: see modules.h.
#include "os/modules.h"

#include "os/memory.h"

#include <link.h>
#include <stdint.h>
#include <sys/auxv.h>

namespace memtrace::rt {

Lock g_modules_lock;

namespace {

struct Range {
  uintptr_t begin, end;
};

// Sorted.
struct Noted {
  Range *ranges;
  size_t room, count;
  unsigned long long gone, going;
};
Noted noted;

bool add(Range range) {
  if (noted.count == noted.room) {
    size_t room = noted.room ? noted.room * 2 : page_size() / sizeof(Range);
    auto *wider = static_cast<Range *>(map(room * sizeof(Range)));
    if (!wider)
      return false;
    for (size_t i = 0; i < noted.count; ++i)
      wider[i] = noted.ranges[i];
    if (noted.ranges)
      unmap(noted.ranges, noted.room * sizeof(Range));
    noted.ranges = wider;
    noted.room = room;
  }
  size_t at = noted.count++;
  for (; at > 0 && noted.ranges[at - 1].begin > range.begin; --at)
    noted.ranges[at] = noted.ranges[at - 1];
  noted.ranges[at] = range;
  return true;
}

int add_segments(dl_phdr_info *info, size_t, void *) {
  if (noted.count == 0 && info->dlpi_subs == noted.gone)
    return 1; // nothing has gone
  noted.going = info->dlpi_subs;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr) &segment = info->dlpi_phdr[i];
    uintptr_t begin = info->dlpi_addr + segment.p_vaddr;
    if (segment.p_type == PT_LOAD && !add({begin, begin + segment.p_memsz}))
      return 1;
  }
  return 0;
}

// What the caller of _dl_find_object() has to make room for, as in glibc.
struct FoundObject {
  unsigned long long flags;
  void *begin, *end;
  link_map *map;
  void *unwinding;
  unsigned long long reserved[16];
};
// From glibc 2.35 on; reads versioned data, without a lock.
extern "C" int find_object(void *address,
                           FoundObject *result) __asm__("_dl_find_object")
    __attribute__((weak));

// The kernel says where the executable's program headers are.
bool is_in_executable(uintptr_t address) {
  auto *segments = (const ElfW(Phdr) *)getauxval(AT_PHDR);
  size_t count = segments ? getauxval(AT_PHNUM) : 0;
  uintptr_t base = 0; // unless it is placed anywhere
  for (size_t i = 0; i < count; ++i)
    if (segments[i].p_type == PT_PHDR)
      base = (uintptr_t)segments - segments[i].p_vaddr;
  for (size_t i = 0; i < count; ++i)
    if (segments[i].p_type == PT_LOAD &&
        address - (base + segments[i].p_vaddr) < segments[i].p_memsz)
      return true;
  return false;
}

} // namespace

const char *module_name_at(const void *address) {
  if (!find_object)
    return is_in_executable((uintptr_t)address) ? "" : nullptr;
  FoundObject found = {};
  if (find_object(const_cast<void *>(address), &found) != 0 || !found.map)
    return nullptr;
  return found.map->l_name;
}

void forget_modules() {
  g_modules_lock = {};
  noted = {};
}

bool note_modules() {
  noted.count = 0;
  if (dl_iterate_phdr(add_segments, nullptr) != 0)
    return false;
  noted.gone = noted.going;
  return true;
}

bool is_in_module(const void *address) {
  auto wanted = (uintptr_t)address;
  size_t begin = 0, end = noted.count;
  while (begin < end) {
    size_t middle = (begin + end) / 2;
    if (noted.ranges[middle].end <= wanted)
      begin = middle + 1;
    else
      end = middle;
  }
  return begin < noted.count && wanted >= noted.ranges[begin].begin;
}

} // namespace memtrace::rt
