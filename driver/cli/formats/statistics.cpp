// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// statistics.cpp: see statistics.h.
#include "formats/statistics.h"

#include "formats/json_summary.h"
#include "formats/json_values.h"
#include "formats/report_text.h"
#include "formats/table.h"
#include "text.h"
#include "views/statistics.h"

#include <cmath>
#include <cstdio>

namespace memtrace::driver {
namespace {

constexpr size_t kRows = 5;
constexpr size_t kName = 11;  // where values begin, as above them
constexpr size_t kScale = 10; // where the scale of the chart ends

std::string seconds_text(double seconds) {
  char text[64];
  int digits = seconds < 10 ? 3 : seconds < 1000 ? 1 : 0;
  double scale = std::pow(10, digits); // cut off, as the summary does
  std::snprintf(text, sizeof text, "%.*f s", digits,
                std::floor(seconds * scale) / scale);
  return text;
}

std::string time_in(const Statistics &statistics,
                    const memtrace_ledger_sample &sample) {
  return seconds_text(static_cast<double>(sample.time - statistics.began) /
                      1e9);
}

// -1: it can't be told. Damaged ledgers have negative sums.
double allocations_per_second(const Statistics &statistics) {
  bool known = statistics.seconds > 0 && statistics.allocated.blocks >= 0;
  return known ? static_cast<double>(statistics.allocated.blocks) /
                     statistics.seconds
               : -1;
}

double freed_share(const Statistics &statistics) {
  const rt::Amount &freed = statistics.freed;
  const rt::Amount &allocated = statistics.allocated;
  return freed.blocks >= 0 && allocated.blocks > 0
             ? static_cast<double>(freed.blocks) /
                   static_cast<double>(allocated.blocks)
             : -1;
}

rt::Writer &put_name(rt::Writer &out, const char *name) {
  out << name;
  return out.pad_to(kName);
}

void put_numbers(rt::Writer &out, const Statistics &s, uint32_t threads) {
  std::string where = counted(s.sites, "site", "sites") + ", " +
                      counted(s.lines, "line", "lines") + ", " +
                      counted(s.files, "file", "files") + ", " +
                      counted(s.modules, "module", "modules");
  put_name(out, "places") << where.c_str() << '\n';
  put_name(out, "contexts") << s.contexts << '\n';
  put_name(out, "threads") << uint64_t{threads} << '\n';
  if (s.seconds > 0)
    put_name(out, "time") << seconds_text(s.seconds).c_str() << '\n';
  char text[64];
  if (double rate = allocations_per_second(s); rate >= 0) {
    std::snprintf(text, sizeof text, "%.0f allocations a second", rate);
    put_name(out, "rate") << text << '\n';
  }
  if (double share = freed_share(s); share >= 0) {
    std::snprintf(text, sizeof text, "%.1f %% of the blocks were freed",
                  share * 100);
    put_name(out, "churn") << text << '\n';
  }
}

void put_time_line(rt::Writer &out, const Statistics &s) {
  if (s.samples == 0) {
    put_name(out, "time line") << "none; memtrace run makes one\n";
    return;
  }
  put_name(out, "time line")
      << (counted(s.samples, "sample", "samples") + ", " +
          std::to_string(s.snapshots) + " by line\n")
             .c_str();
  put_name(out, "most live")
      << size_text(s.most_live->current_bytes).c_str() << ", after "
      << time_in(s, *s.most_live).c_str() << '\n';
  if (s.most_rss != nullptr)
    put_name(out, "most RSS")
        << size_text(s.most_rss->rss).c_str() << ", after "
        << time_in(s, *s.most_rss).c_str() << '\n';
}

void put_chart(rt::Writer &out, const Ledger &ledger, const Statistics &s,
               const ChartShape &shape) {
  if (s.samples < 2 || ledger.samples.back().time == s.began)
    return;
  out << "\nLive over time:\n";
  auto put_scale = [&](const std::string &text) -> rt::Writer & {
    out.pad_to(text.size() < kScale ? kScale - text.size() : 0) << text.c_str();
    return out;
  };
  std::vector<std::string> rows = draw_chart(live_points(ledger), shape);
  for (size_t i = 0; i < rows.size(); ++i)
    put_scale(i == 0 ? size_text(s.most_live->current_bytes) : "")
        << (shape.utf8 ? " ┤" : " |") << rows[i].c_str() << '\n';
  std::string line;
  for (size_t i = 0; i < shape.columns; ++i)
    line += shape.utf8 ? "─" : "-";
  put_scale("0 B") << (shape.utf8 ? " └" : " +") << line.c_str() << '\n';
  std::string end = time_in(s, ledger.samples.back());
  std::string begin = "0 s";
  size_t gap = shape.columns > begin.size() + end.size()
                   ? shape.columns - begin.size() - end.size()
                   : 1;
  out << std::string(kScale + 2, ' ').c_str() << begin.c_str()
      << std::string(gap, ' ').c_str() << end.c_str() << '\n';
}

Json row_of(Table &table) {
  Json rows = Json::array();
  for (const TableRow &row : table.rows)
    rows.push_back(json_of_row(table, row));
  return rows;
}

Json largest(const Ledger &ledger, const ReadableNames &names,
             rt::SortKey sort) {
  const rt::LedgerView view = ledger.view();
  ViewOptions options;
  options.top = kRows;
  options.sort = sort;
  Keys keys(view, names.for_report(), options.by);
  Table table = table_of(KeyRows(view, keys, options), keys, options);
  return row_of(table);
}

Json time_line_of(const Statistics &s) {
  if (s.samples == 0)
    return Json();
  Json most_live = {{"time", s.most_live->time},
                    {"bytes", s.most_live->current_bytes},
                    {"blocks", s.most_live->current_blocks}};
  Json most_rss;
  if (s.most_rss != nullptr)
    most_rss = {{"time", s.most_rss->time}, {"bytes", s.most_rss->rss}};
  return {{"samples", s.samples},
          {"snapshots", s.snapshots},
          {"began", s.began},
          {"most_live", most_live},
          {"most_rss", most_rss}};
}

} // namespace

bool write_statistics_text(const Ledger &ledger, const ReadableNames &names,
                           const ChartShape &shape, rt::Sink sink) {
  rt::Writer out(sink);
  std::string remarks = remark_on_file(ledger);
  rt::ReportOptions report;
  report.top = kRows;
  report.chains = 0;
  report.fate = ledger.fate;
  report.names = names.for_report();
  report.remarks = remarks.c_str();
  const rt::LedgerView view = ledger.view();
  rt::put_summary(out, view, report, heap_scratch());
  out << '\n';
  Statistics statistics = statistics_of(ledger, report.names);
  put_numbers(out, statistics, ledger.header->thread_count);
  put_time_line(out, statistics);
  put_chart(out, ledger, statistics, shape);
  bool whole = rt::put_lines(out, view, report, heap_scratch());
  report.sort = rt::SortKey::kCount;
  whole &= rt::put_lines(out, view, report, heap_scratch());
  return out.flush() && whole;
}

bool write_statistics_json(const Ledger &ledger, const ReadableNames &names,
                           rt::Sink sink) {
  Statistics s = statistics_of(ledger, names.for_report());
  JsonOut out(sink);
  out << "{\n";
  out.put_lines(json_summary(ledger));
  out.put_lines(
      {{"sites", s.sites},
       {"contexts", s.contexts},
       {"lines", s.lines},
       {"files", s.files},
       {"modules", s.modules},
       {"seconds", s.seconds > 0 ? Json(s.seconds) : Json()},
       {"allocations_per_second", unless_negative(allocations_per_second(s))},
       {"freed_share", unless_negative(freed_share(s))},
       {"time_line", time_line_of(s)},
       {"largest_at_peak", largest(ledger, names, rt::SortKey::kPeak)}});
  out << "  \"most_allocations\": "
      << largest(ledger, names, rt::SortKey::kCount) << "\n}\n";
  return out.ok();
}

} // namespace memtrace::driver
