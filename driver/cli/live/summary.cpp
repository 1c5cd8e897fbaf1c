// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// summary.cpp: see summary.h.
#include "live/summary.h"

#include "live/table.h"
#include "report/totals.h"
#include "text.h"

#include <algorithm>

namespace memtrace::driver {
namespace {

double seconds(LiveClock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

// Since the reading before, or since the start.
double allocations_a_second(const Follow &follow, const Baseline &before,
                            const Baseline &now) {
  double time =
      before.is_set() ? seconds(now.when() - before.when()) : follow.uptime();
  rt::Amount made = now.allocated();
  if (before.is_set())
    made -= before.allocated();
  return time > 0
             ? static_cast<double>(std::max<int64_t>(made.blocks, 0)) / time
             : 0;
}

std::string name_of(const std::string &program) {
  size_t slash = program.rfind('/');
  return printable(slash == std::string::npos ? program
                                              : program.substr(slash + 1));
}

} // namespace

Summary summary_of(const Follow &follow, const Baseline &before,
                   const Baseline &now) {
  const Ledger &ledger = follow.ledger();
  const memtrace_ledger_header &header = *ledger.header;
  Summary summary;
  summary.program = name_of(ledger.strings.data() + header.program);
  summary.process = "pid " + std::to_string(header.pid) + ", " + follow.state();
  if (follow.uptime() > 0)
    summary.process += ", " + duration_text(follow.uptime());

  summary.memory = {{"live", size_text(now.current().bytes)},
                    {"blocks", count_text(now.current().blocks)},
                    {"peak", size_text(header.peak_bytes)}};
  rt::Totals totals;
  totals.allocated = now.allocated();
  totals.current = now.current();
  summary.rest = {
      {"allocations", rate_text(allocations_a_second(follow, before, now))},
      {"in all", count_text(now.allocated().blocks)}};
  if (follow.rss() != 0)
    summary.rest.emplace_back("RSS", size_text(follow.rss()));
  else if (header.peak_rss != 0)
    summary.rest.emplace_back("peak RSS", size_text(header.peak_rss));
  if (header.own_bytes != 0)
    summary.rest.emplace_back("MemTrace's own",
                              size_text(rt::own_memory(header, totals)));
  return summary;
}

} // namespace memtrace::driver
