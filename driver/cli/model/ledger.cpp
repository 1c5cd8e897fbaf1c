// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ledger.cpp: see ledger.h.
#include "model/ledger.h"

namespace memtrace::driver {

rt::LedgerView Ledger::view() const {
  slab_ = counters.data();
  rt::LedgerView view;
  view.header = header.get();
  view.strings = strings.data();
  view.frames = frames.data();
  view.sites = sites.data();
  view.callers = callers.data();
  view.contexts = contexts.data();
  view.site_count = static_cast<uint32_t>(sites.size());
  view.caller_count = static_cast<uint32_t>(callers.size());
  view.context_count = static_cast<uint32_t>(contexts.size());
  view.slabs = &slab_;
  view.slab_count = 1;
  return view;
}

const char *module_of(const Ledger &ledger, uint32_t site) {
  uint32_t module = ledger.sites[site].module;
  return rt::string_at(ledger.view(),
                       module != 0 ? module : ledger.header->program);
}

uint64_t end_of(const Ledger &ledger) {
  const memtrace_ledger_header &header = *ledger.header;
  return header.finished != 0 ? header.end_time : header.snapshot_time;
}

} // namespace memtrace::driver
