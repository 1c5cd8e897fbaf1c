// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// pprof_tables.cpp: see pprof_tables.h.
#include "formats/pprof_tables.h"

namespace memtrace::driver {

int64_t StringTable::of(const std::string &text) {
  auto [found, is_new] =
      index_.try_emplace(text, static_cast<int64_t>(strings_.size()));
  if (is_new)
    strings_.push_back(&found->first);
  return found->second;
}

PprofTables::PprofTables(const Ledger &ledger, const rt::LedgerView &view,
                         const ReadableNames &names)
    : ledger_(ledger), view_(view),
      functions_(view, names.for_report(), FrameTable::By::kLine),
      ends_(ledger.frames.size()), at_frame_(ledger.frames.size()) {
  for (uint32_t site = 1; site < ledger.sites.size(); ++site) {
    rt::FrameRange range = rt::frames_of(view, site);
    if (range.first != range.end)
      ends_[range.end - 1] = site;
  }
  mapping_of(module_of(ledger, MEMTRACE_UNKNOWN_SITE));
}

void PprofTables::locations_of(uint32_t context, std::vector<uint64_t> &ids) {
  ids.clear();
  rt::Stack stack(view_, context);
  bool is_inlined = false; // in what is there already
  for (rt::StackEntry entry; stack.next(entry);) {
    if (entry.kind != rt::StackEntry::kFrame) {
      ids.push_back(location_of_mark(entry));
      is_inlined = false;
      continue;
    }
    if (!is_inlined)
      ids.push_back(location_at(entry.value));
    is_inlined = ends_[entry.value] == 0;
  }
}

uint64_t PprofTables::location_at(uint32_t first) {
  uint64_t &known = at_frame_[first];
  if (known != 0)
    return known;
  PprofLocation location{1, {}};
  for (uint32_t i = first; i < ends_.size(); ++i) {
    uint32_t function = functions_.of({rt::StackEntry::kFrame, i});
    location.lines.push_back({uint64_t{function} + 1, functions_[function].line,
                              ledger_.frames[i].column});
    if (ends_[i] != 0) {
      location.mapping = mapping_of(module_of(ledger_, ends_[i]));
      break;
    }
  }
  locations_.push_back(std::move(location));
  return known = locations_.size();
}

uint64_t PprofTables::location_of_mark(const rt::StackEntry &entry) {
  uint32_t function = functions_.of(entry);
  uint64_t &known = of_mark_[function];
  if (known == 0) {
    locations_.push_back({1, {{uint64_t{function} + 1, 0, 0}}});
    known = locations_.size();
  }
  return known;
}

uint64_t PprofTables::mapping_of(const std::string &module) {
  if (module.empty() && !mappings_.empty())
    return 1; // as if it were the program's
  auto [found, is_new] = of_module_.try_emplace(module, mappings_.size() + 1);
  if (is_new)
    mappings_.push_back(module);
  return found->second;
}

} // namespace memtrace::driver
