// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// json_summary.cpp: see json_summary.h.
#include "formats/json_summary.h"

#include "formats/json_values.h"
#include "report/totals.h"
#include "settings.h"

#include <algorithm>

namespace memtrace::driver {
namespace {

const char *name_of(rt::Fate fate) {
  switch (fate) {
  case rt::Fate::kRunning:
    return "running";
  case rt::Fate::kEnded:
    return "ended";
  case rt::Fate::kSnapshot:
    return "snapshot";
  case rt::Fate::kUnclear:
    break;
  }
  return "unknown";
}

Json process(const Ledger &ledger) {
  const memtrace_ledger_header &header = *ledger.header;
  const rt::LedgerView view = ledger.view();
  bool finished = header.finished != 0;
  return {
      {"pid", header.pid},
      {"parent_pid", unless_zero(header.parent_pid)},
      {"program", rt::string_at(view, header.program)},
      {"command_line", rt::string_at(view, header.command_line)},
      {"start_time", unless_zero(header.start_time)},
      {"end_time", finished ? unless_zero(header.end_time) : Json()},
      {"snapshot_time", unless_zero(header.snapshot_time)},
      {"exit_status",
       finished && header.exit_status >= 0 ? Json(header.exit_status) : Json()},
      {"state", finished ? "finished" : name_of(ledger.fate)},
      {"threads", header.thread_count},
  };
}

Json missing(const Ledger &ledger) {
  Json list = Json::array();
  if (ledger.lacks_counts)
    list.push_back("counts");
  if (ledger.lacks_lines)
    list.push_back("lines");
  return list;
}

} // namespace

Json json_summary(const Ledger &ledger) {
  const memtrace_ledger_header &header = *ledger.header;
  rt::Totals totals = rt::totals_of(ledger.view());
  Json peak = {
      {"bytes", header.peak_bytes},
      {"blocks", totals.at_peak.blocks},
      {"upper_bound", std::max(header.peak_bytes, header.committed_bytes)},
      {"resets", header.peak_resets},
      {"largest_before_resets",
       header.peak_resets != 0 ? Json(header.largest_peak_bytes) : Json()}};
  uint64_t damaged = 0;
  for (const memtrace_counter &counter : ledger.counters)
    damaged += counter.damaged_blocks;
  return {
      {"memtrace",
       {{"version", settings::kVersion}, {"ledger_version", header.version}}},
      {"process", process(ledger)},
      {"peak", peak},
      {"current", json_amount(totals.current)},
      {"allocated", json_amount(totals.allocated)},
      {"freed", json_amount(totals.freed)},
      {"inherited",
       header.inherited != 0 ? json_amount(totals.inherited) : Json()},
      {"unknown_at_peak", json_amount(totals.unknown_at_peak)},
      {"system_at_peak", json_amount(totals.system_at_peak)},
      {"no_lines_at_peak", json_amount(totals.lineless_at_peak)},
      {"damaged_blocks", damaged},
      {"bad_tags", header.bad_tags},
      {"untracked",
       {{"bytes", header.untracked_bytes},
        {"blocks", header.untracked_blocks}}},
      {"unregistered_sites", header.unregistered_sites},
      {"callerless_blocks", header.callerless_blocks},
      {"shared_slab_threads", header.shared_slab_threads},
      {"frames_kept", header.frames_kept},
      {"pauses", header.pauses},
      {"merged", unless_zero(header.merged_count)},
      {"cleared", header.first_context > MEMTRACE_UNKNOWN_CONTEXT},
      {"incomplete", ledger.lacks_anything},
      {"missing", missing(ledger)},
      {"peak_rss", unless_zero(header.peak_rss)},
      {"own_bytes",
       header.own_bytes != 0 ? Json(rt::own_memory(header, totals)) : Json()},
  };
}

} // namespace memtrace::driver
