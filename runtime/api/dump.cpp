// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dump.cpp: writes a snapshot as a ledger.
#include "api/dump.h"

#include "core/pages.h"
#include "ledger/copy.h"
#include "os/files.h"
#include "os/line.h"
#include "os/memory.h"

#include <errno.h>
#include <limits.h>

namespace memtrace::rt {
namespace {

memtrace_counter counter_of(const ContextAmounts &amounts,
                            uint64_t generation) {
  Amount freed = amounts.allocated;
  freed -= amounts.current;
  memtrace_counter counter = {};
  counter.allocated_bytes = (uint64_t)amounts.allocated.bytes;
  counter.allocated_blocks = (uint64_t)amounts.allocated.blocks;
  counter.freed_bytes = (uint64_t)freed.bytes;
  counter.freed_blocks = (uint64_t)freed.blocks;
  counter.saved_bytes = amounts.peak.bytes;
  counter.saved_blocks = amounts.peak.blocks;
  counter.generation = generation;
  return counter;
}

bool write_dump(int fd, void *context) {
  const auto &snapshot = *static_cast<const memtrace_snapshot *>(context);
  LedgerView view = snapshot.view();
  ScratchArray<memtrace_counter> counters(kPages);
  if (!counters.take(view.context_count)) {
    errno = ENOMEM;
    return false;
  }
  for (uint32_t i = 0; i < view.context_count; ++i)
    counters[i] = counter_of(snapshot.amounts[i], view.header->peak_generation);
  const memtrace_counter *slab = counters.data();
  view.slabs = &slab;
  view.slab_count = 1;
  return write_ledger(fd, view);
}

} // namespace

int dump_snapshot(const memtrace_snapshot &snapshot, const char *path) {
  LineOf<PATH_MAX> temporary;
  auto *context = const_cast<memtrace_snapshot *>(&snapshot);
  bool written = add_temporary_name(path, &temporary) &&
                 replace_file(path, temporary.c_str(), write_dump, context);
  return written ? MEMTRACE_OK : MEMTRACE_NO_FILE;
}

} // namespace memtrace::rt
