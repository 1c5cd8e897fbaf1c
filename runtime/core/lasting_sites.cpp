// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// lasting_sites.cpp: see lasting_sites.h. An array by id, writable as far as
// it was needed.
#include "core/lasting_sites.h"

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

} // namespace

memtrace_site *lasting_site(memtrace_site *site) {
  if (!site)
    return nullptr;
  register_site(site);
  uint32_t id = site->tag >> 8;
  Locked hold(g_ledger_lock);
  if (!make_writable((size_t(id) + 1) * sizeof(memtrace_site)))
    return nullptr;
  sites[id].counter = site->counter;
  sites[id].tag = site->tag;
  return &sites[id];
}

} // namespace memtrace::rt
