// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snapshot.cpp: see snapshot.h.
#include "api/snapshot.h"

#include "ledger/ledger.h"
#include "os/memory.h"

#include <string.h>

namespace memtrace::rt {
namespace {

void add_user(Shared &shared) {
  __atomic_add_fetch(&shared.users, 1, __ATOMIC_RELAXED);
}

// False: somebody else uses it.
bool drop_user(Shared &shared) {
  if (__atomic_sub_fetch(&shared.users, 1, __ATOMIC_ACQ_REL) != 0)
    return false;
  if (g_header)
    count_own_bytes(0 - shared.bytes);
  unmap(&shared, shared.bytes);
  return true;
}

template <typename T> T *map_shared(size_t more) {
  auto *made = static_cast<T *>(map(sizeof(T) + more));
  if (!made)
    return nullptr;
  made->shared = {1, sizeof(T) + more};
  if (g_header)
    count_own_bytes(made->shared.bytes);
  return made;
}

// Behind nobody's context and the unknown one's, which every ledger has.
constexpr uint32_t kFirst = MEMTRACE_UNKNOWN_CONTEXT + 1;

constexpr size_t kAlignment = 16;
size_t rounded(size_t bytes) {
  return (bytes + kAlignment - 1) & ~(kAlignment - 1);
}

// Puts arrays one behind the other.
class Packer {
public:
  explicit Packer(char *at) : at_(at) {}
  template <typename T> const T *copy(const T *from, size_t count) {
    char *to = at_;
    memcpy(to, from, count * sizeof(T));
    at_ += rounded(count * sizeof(T));
    return reinterpret_cast<const T *>(to);
  }
  char *rest() { return at_; }

private:
  char *at_;
};

uint32_t count_used(const Counted &counted) {
  uint32_t count = 0;
  for (uint32_t id = counted.header->first_context;
       id < counted.view.context_count; ++id)
    count += has_event(counted.counters[id]);
  return count;
}

Catalogue *make_catalogue(const Counted &counted, uint32_t contexts) {
  const LedgerView &from = counted.view;
  const memtrace_ledger_header &header = *counted.header;
  size_t bytes = rounded(header.string_bytes + 1) +
                 rounded(header.frame_count * sizeof *from.frames) +
                 rounded(from.site_count * sizeof *from.sites) +
                 rounded(from.caller_count * sizeof *from.callers) +
                 rounded(contexts * sizeof *from.contexts);
  auto *made = map_shared<Catalogue>(bytes);
  if (!made)
    return nullptr;
  made->header = header;
  made->header.context_count = contexts;
  made->header.first_context = 1;
  LedgerView &view = made->view;
  view = LedgerView();
  Packer packer(reinterpret_cast<char *>(made + 1));
  view.frames = packer.copy(from.frames, header.frame_count);
  view.sites = packer.copy(from.sites, from.site_count);
  view.callers = packer.copy(from.callers, from.caller_count);
  auto *packed = reinterpret_cast<memtrace_ledger_context *>(packer.rest());
  packed[MEMTRACE_UNKNOWN_CONTEXT] = {MEMTRACE_UNKNOWN_SITE, 0};
  uint32_t next = kFirst;
  for (uint32_t id = header.first_context; id < from.context_count; ++id)
    if (has_event(counted.counters[id]))
      packed[next++] = from.contexts[id];
  view.contexts = packed;
  // Last, since they need not end in a NUL: the memory behind them is zero.
  char *strings = packer.rest() + rounded(contexts * sizeof *from.contexts);
  memcpy(strings, from.strings, header.string_bytes);
  view.strings = strings;
  view.site_count = from.site_count;
  view.caller_count = from.caller_count;
  view.context_count = contexts;
  view.header = &made->header;
  return made;
}

memtrace_snapshot *make_with(Catalogue *catalogue) {
  size_t bytes = catalogue->view.context_count * sizeof(ContextAmounts);
  auto *made = map_shared<memtrace_snapshot>(bytes);
  if (!made)
    return nullptr;
  made->catalogue = catalogue;
  made->amounts = reinterpret_cast<ContextAmounts *>(made + 1);
  return made;
}

memtrace_amount as_amount(const Amount &amount) {
  return {amount.bytes, amount.blocks};
}

} // namespace

const Amount &amount_at(const ContextAmounts &amounts, memtrace_when when) {
  return when == MEMTRACE_PEAK    ? amounts.peak
         : when == MEMTRACE_TOTAL ? amounts.allocated
                                  : amounts.current;
}

memtrace_snapshot *make_snapshot(const Counted &counted) {
  Catalogue *catalogue = make_catalogue(counted, count_used(counted) + kFirst);
  if (!catalogue)
    return nullptr;
  memtrace_snapshot *made = make_with(catalogue);
  if (!made) {
    drop_user(catalogue->shared);
    return nullptr;
  }
  uint32_t next = kFirst;
  for (uint32_t id = counted.header->first_context;
       id < counted.view.context_count; ++id) {
    const memtrace_counter &counter = counted.counters[id];
    if (!has_event(counter))
      continue;
    made->amounts[next++] = {
        amount_of(counter, counter.generation, SortKey::kCurrent),
        amount_of(counter, counter.generation, SortKey::kPeak),
        amount_of(counter, counter.generation, SortKey::kTotal)};
  }
  return made;
}

memtrace_snapshot *make_empty_like(const memtrace_snapshot &snapshot) {
  memtrace_snapshot *made = make_with(snapshot.catalogue);
  if (made)
    add_user(snapshot.catalogue->shared);
  return made;
}

void add_user(const memtrace_snapshot *snapshot) {
  add_user(const_cast<memtrace_snapshot *>(snapshot)->shared);
}

void free_snapshot(memtrace_snapshot *snapshot) {
  if (!snapshot)
    return;
  Catalogue *catalogue = snapshot->catalogue;
  if (drop_user(snapshot->shared))
    drop_user(catalogue->shared);
}

memtrace_snapshot_totals totals_of(const memtrace_snapshot &snapshot) {
  ContextAmounts sum = {};
  for (uint32_t i = 1; i < snapshot.view().context_count; ++i) {
    sum.current += snapshot.amounts[i].current;
    sum.peak += snapshot.amounts[i].peak;
    sum.allocated += snapshot.amounts[i].allocated;
  }
  const memtrace_ledger_header &header = snapshot.catalogue->header;
  return {as_amount(sum.current), as_amount(sum.peak), as_amount(sum.allocated),
          header.snapshot_time,   header.pid,          header.frames_kept};
}

} // namespace memtrace::rt
