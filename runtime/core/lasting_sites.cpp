// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// lasting_sites.cpp: see lasting_sites.h. An array by id, writable as far as
// it was needed.
#include "core/lasting_sites.h"

#include "core/busy.h"
#include "core/slabs.h"
#include "ledger/ledger.h"
#include "os/memory.h"

namespace memtrace::rt {
namespace {

memtrace_site *sites;
size_t writable; // bytes

// The lock is held.
bool make_writable(size_t bytes) {
  if (!sites)
    sites = static_cast<memtrace_site *>(
        reserve(size_t(id_capacity()) * sizeof(memtrace_site)));
  while (sites && writable < bytes) {
    if (!commit(reinterpret_cast<char *>(sites) + writable, page_size()))
      return false;
    writable += page_size();
  }
  return sites != nullptr;
}

// The lock is held.
memtrace_site *lasting_of(memtrace_site *site) {
  register_site_locked(site);
  uint32_t id = site->tag >> 8;
  if (!make_writable((size_t(id) + 1) * sizeof(memtrace_site)))
    return nullptr;
  sites[id].counter = site->counter;
  sites[id].tag = site->tag;
  return &sites[id];
}

} // namespace

memtrace_site *lasting_site(memtrace_site *site) {
  if (!site)
    return nullptr;
  Busy busy;
  if (!busy.is_first())
    return nullptr;
  Locked hold(g_ledger_lock);
  return lasting_of(site);
}

void make_current_sites_last() {
  Busy busy;
  if (!busy.is_first())
    return;
  Locked hold(g_ledger_lock);
  for (uint32_t slab = 0; slab < slab_count(); ++slab) {
    memtrace_site **current = current_site_of(slab);
    memtrace_site *site =
        current ? __atomic_load_n(current, __ATOMIC_RELAXED) : nullptr;
    // Its thread may have set another meanwhile, which is in use.
    if (site)
      __atomic_compare_exchange_n(current, &site, lasting_of(site), false,
                                  __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  }
}

} // namespace memtrace::rt
