// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// statistics.cpp: see statistics.h.
#include "views/statistics.h"

#include "report/totals.h"
#include "views/key_rows.h"

#include <algorithm>

namespace memtrace::driver {
namespace {

uint64_t count_keys(const rt::LedgerView &view, const rt::Names &names, By by) {
  Keys keys(view, names, by);
  ViewOptions options;
  options.by = by;
  options.sort = rt::SortKey::kTotal;
  KeyRows rows(view, keys, options);
  auto is_known = [&](const KeyRow &row) {
    const Key &key = keys[row.key];
    std::string name = by == By::kModule ? key.module : key.file;
    return !keys.is_mark(row.key) && !name.empty() && name != "<unknown>";
  };
  return static_cast<uint64_t>(
      std::count_if(rows.rows().begin(), rows.rows().end(), is_known));
}

void count_contexts(const Ledger &ledger, Statistics &into) {
  std::vector<bool> sites(ledger.sites.size());
  for (size_t i = 1; i < ledger.contexts.size(); ++i) {
    if (!rt::has_event(ledger.counters[i]))
      continue;
    ++into.contexts;
    sites[ledger.contexts[i].site] = true;
  }
  into.sites =
      static_cast<uint64_t>(std::count(sites.begin(), sites.end(), true));
}

double seconds_of(const Ledger &ledger) {
  uint64_t start = ledger.header->start_time, end = end_of(ledger);
  if (ledger.header->finished == 0 && end == 0 && !ledger.samples.empty())
    end = ledger.samples.back().time;
  return end > start ? static_cast<double>(end - start) / 1e9 : 0;
}

void add_time_line(const Ledger &ledger, Statistics &into) {
  into.samples = ledger.samples.size();
  if (into.samples == 0)
    return;
  into.began = ledger.samples[0].time;
  for (const memtrace_ledger_sample &sample : ledger.samples) {
    into.snapshots += sample.live_count != 0;
    if (into.most_live == nullptr ||
        sample.current_bytes > into.most_live->current_bytes)
      into.most_live = &sample;
    if (sample.rss != 0 &&
        (into.most_rss == nullptr || sample.rss > into.most_rss->rss))
      into.most_rss = &sample;
  }
}

} // namespace

Statistics statistics_of(const Ledger &ledger, const rt::Names &names) {
  const rt::LedgerView view = ledger.view();
  Statistics statistics;
  count_contexts(ledger, statistics);
  statistics.lines = count_keys(view, names, By::kLine);
  statistics.files = count_keys(view, names, By::kFile);
  statistics.modules = count_keys(view, names, By::kModule);
  statistics.seconds = seconds_of(ledger);
  rt::Totals totals = rt::totals_of(view);
  statistics.allocated = totals.allocated;
  statistics.freed = totals.freed;
  add_time_line(ledger, statistics);
  return statistics;
}

std::vector<ChartPoint> live_points(const Ledger &ledger) {
  std::vector<ChartPoint> points;
  points.reserve(ledger.samples.size());
  for (const memtrace_ledger_sample &sample : ledger.samples)
    points.push_back({sample.time, sample.current_bytes});
  return points;
}

} // namespace memtrace::driver
