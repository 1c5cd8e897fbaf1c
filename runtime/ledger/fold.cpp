// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// fold.cpp: see fold.h.
#include "ledger/fold.h"

#include "ledger/ledger.h"
#include "os/memory.h"

namespace memtrace::rt {
namespace {

template <typename T> T read(const T &value) {
  return __atomic_load_n(&value, __ATOMIC_RELAXED);
}

void add(memtrace_counter *sum, const memtrace_counter &counter,
         uint64_t peak_generation) {
  uint64_t allocated_bytes = read(counter.allocated_bytes);
  uint64_t allocated_blocks = read(counter.allocated_blocks);
  uint64_t freed_bytes = read(counter.freed_bytes);
  uint64_t freed_blocks = read(counter.freed_blocks);
  bool saved = read(counter.generation) >= peak_generation;
  sum->allocated_bytes += allocated_bytes;
  sum->allocated_blocks += allocated_blocks;
  sum->freed_bytes += freed_bytes;
  sum->freed_blocks += freed_blocks;
  sum->saved_bytes += saved ? read(counter.saved_bytes)
                            : (int64_t)(allocated_bytes - freed_bytes);
  sum->saved_blocks += saved ? read(counter.saved_blocks)
                             : (int64_t)(allocated_blocks - freed_blocks);
  sum->damaged_blocks += read(counter.damaged_blocks);
}

} // namespace

FoldedCounters fold_counters() {
  FoldedCounters sums;
  uint32_t contexts = context_count();
  uint64_t peak_generation = read(g_header->peak_generation);
  sums.counters =
      static_cast<memtrace_counter *>(map(contexts * sizeof *sums.counters));
  if (!sums.counters)
    return sums;
  sums.count = contexts;
  uint32_t slabs = __atomic_load_n(&g_header->slab_count, __ATOMIC_ACQUIRE);
  uint32_t first = read(g_header->first_context);
  uint32_t in_page = (uint32_t)(page_size() / sizeof(memtrace_counter));
  for (uint32_t slab = 0; slab < slabs; ++slab) {
    const Section &section = section_of(MEMTRACE_SECTION_COUNTERS, slab);
    auto *counters = reinterpret_cast<memtrace_counter *>(section.base());
    for (uint32_t id = first / in_page * in_page; id < contexts; ++id) {
      if (id % in_page == 0 &&
          !section.is_touched(id * sizeof(memtrace_counter)))
        id += in_page - 1;
      else if (id >= first)
        add(&sums.counters[id], counters[id], peak_generation);
    }
  }
  for (uint32_t id = first; id < contexts; ++id)
    sums.counters[id].generation = peak_generation;
  return sums;
}

void give_back(FoldedCounters *sums) {
  if (sums->counters)
    unmap(sums->counters, sums->count * sizeof *sums->counters);
  *sums = {};
}

} // namespace memtrace::rt
