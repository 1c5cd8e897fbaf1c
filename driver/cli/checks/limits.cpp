// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// limits.cpp: see limits.h.
#include "checks/limits.h"

#include "model/merge.h"
#include "report/totals.h"
#include "text.h"
#include "views/diff_rows.h"
#include "views/key_rows.h"

#include <algorithm>
#include <functional>

namespace memtrace::driver {
namespace {

int64_t bytes_from(uint64_t bytes) {
  return static_cast<int64_t>(std::min<uint64_t>(bytes, INT64_MAX));
}

Part part_of(const Keys &keys, uint32_t index, const rt::Amount &amount,
             const rt::Amount &change) {
  const Key &key = keys[index];
  bool is_known = std::string("<unknown>") != key.file;
  return {text_of([&](rt::Writer &out) { keys.put(out, index); }),
          is_known ? key.file : "", key.line, amount, change};
}

const char *moment_text(Moment at) {
  switch (at) {
  case Moment::kCurrent:
    return "not freed";
  case Moment::kTotal:
    return "allocated in total";
  case Moment::kPeak:
    break;
  }
  return "at the peak";
}

class Checking {
public:
  Checking(const Ledger &ledger, const Limits &limits, const Ledger *baseline)
      : ledger_(ledger), view_(ledger_.view()), limits_(limits),
        baseline_(baseline),
        names_(ledger, ReadableNames::Of::kPlacesWithoutLine),
        totals_(rt::totals_of(view_)) {}

  void check_all() {
    if (ledger_.lacks_anything)
      warnings_.emplace_back("the ledger lacks a part, as its file could not "
                             "grow: it may have been more");
    check_peak();
    check_amount("max-current", "not freed", limits_.current,
                 rt::SortKey::kCurrent, totals_.current);
    check_amount("max-current-blocks", "not freed", limits_.current_blocks,
                 rt::SortKey::kCurrentCount, totals_.current);
    check_amount("max-total", "allocated in total", limits_.total,
                 rt::SortKey::kTotal, totals_.allocated);
    check_amount("max-total-blocks", "allocated in total", limits_.total_blocks,
                 rt::SortKey::kCount, totals_.allocated);
    for (const Budget &budget : limits_.budgets)
      check_budget(budget);
    if (limits_.growth && baseline_ != nullptr)
      check_growth(*limits_.growth, *baseline_);
  }

  std::vector<Finding> findings() { return std::move(findings_); }
  std::vector<std::string> warnings() { return std::move(warnings_); }

private:
  using Matches = std::function<bool(const rt::Place &)>;

  void check_peak();
  void check_amount(const char *option, const char *what,
                    const std::optional<int64_t> &limit, rt::SortKey key,
                    const rt::Amount &amount);
  void check_budget(const Budget &budget);
  void check_growth(const Growth &growth, const Ledger &baseline);
  static int64_t limit_of(const Growth &growth, int64_t before);
  void add_parts(Finding &finding, rt::SortKey key, const Matches &matches);
  void add_growing(Finding &finding, const Ledger &baseline);
  bool is_anywhere(const Budget &budget) const;

  const Ledger &ledger_;
  const rt::LedgerView view_;
  const Limits &limits_;
  const Ledger *baseline_;
  ReadableNames names_;
  rt::Totals totals_;
  std::vector<Finding> findings_;
  std::vector<std::string> warnings_;
};

void Checking::add_parts(Finding &finding, rt::SortKey key,
                         const Matches &matches) {
  Keys keys(view_, names_.for_report(), By::kLine);
  ViewOptions options;
  options.sort = key;
  KeyRows rows(view_, keys, options);
  for (const KeyRow &row : rows.rows()) {
    const Key &place = keys[row.key];
    if (!matches({place.file, place.function, place.line}))
      continue;
    if (finding.parts.size() < limits_.top)
      finding.parts.push_back(part_of(keys, row.key, row.amount, {}));
    else
      ++finding.others;
  }
}

void Checking::check_peak() {
  if (!limits_.peak)
    return;
  const memtrace_ledger_header &header = *ledger_.header;
  uint64_t bound = std::max(header.peak_bytes, header.committed_bytes);
  uint64_t before =
      header.peak_resets != 0 ? header.largest_peak_bytes : header.peak_bytes;
  Finding finding;
  finding.option = "max-peak";
  finding.what = "peak";
  finding.limit = *limits_.peak;
  finding.measured = bytes_from(std::max(header.peak_bytes, before));
  finding.upper_bound = bytes_from(std::max(bound, before));
  if (uint32_t count = merged_count(ledger_))
    finding.what =
        "sum of the peaks of " + counted(count, "process", "processes");
  bool is_of_lines = before <= header.peak_bytes;
  if (!is_of_lines) // then nobody knows any more what it was made of
    finding.what += " before the program reset it";
  if (!finding.holds() && is_of_lines)
    add_parts(finding, rt::SortKey::kPeak, [](auto &) { return true; });
  if (finding.holds() && finding.upper_bound > finding.limit)
    warnings_.push_back("the peak may have passed its limit: it is +0 to +" +
                        size_text(finding.upper_bound - finding.measured) +
                        "; run the program with MEMTRACE_PEAK=exact to know");
  findings_.push_back(std::move(finding));
}

void Checking::check_amount(const char *option, const char *what,
                            const std::optional<int64_t> &limit,
                            rt::SortKey key, const rt::Amount &amount) {
  if (!limit)
    return;
  Finding finding;
  finding.option = option;
  finding.what = what;
  finding.is_blocks = rt::is_by_blocks(key);
  finding.measured = finding.upper_bound =
      finding.is_blocks ? amount.blocks : amount.bytes;
  finding.limit = *limit;
  if (!finding.holds())
    add_parts(finding, key, [](auto &) { return true; });
  findings_.push_back(std::move(finding));
}

// Whether there is such a line, also if it has nothing at that moment.
bool Checking::is_anywhere(const Budget &budget) const {
  for (uint32_t context = 1; context < view_.context_count; ++context)
    if (rt::has_event(ledger_.counters[context]) &&
        budget.matches(rt::place_of(view_, rt::site_of(view_, context))))
      return true;
  return false;
}

void Checking::check_budget(const Budget &budget) {
  Finding finding;
  finding.option = "budget";
  finding.what = budget.text + " " + moment_text(limits_.at);
  finding.limit = budget.bytes;
  const rt::SortKey key = sort_key_of(limits_.at, false);
  rt::Amount sum;
  for (uint32_t context = 1; context < view_.context_count; ++context) {
    rt::Amount amount = rt::amount_of(view_, context, key);
    if (!rt::is_empty(amount) &&
        budget.matches(rt::place_of(view_, rt::site_of(view_, context))))
      sum += amount;
  }
  finding.measured = finding.upper_bound = sum.bytes;
  if (rt::is_empty(sum) && !is_anywhere(budget))
    warnings_.push_back("the budget " + budget.text +
                        " is for nothing: no such line has allocated");
  if (!finding.holds())
    add_parts(finding, key,
              [&](const rt::Place &place) { return budget.matches(place); });
  findings_.push_back(std::move(finding));
}

int64_t bytes_of(const Ledger &ledger, const rt::Totals &totals, Moment at) {
  switch (at) {
  case Moment::kCurrent:
    return totals.current.bytes;
  case Moment::kTotal:
    return totals.allocated.bytes;
  case Moment::kPeak:
    break;
  }
  return bytes_from(ledger.header->peak_bytes);
}

int64_t Checking::limit_of(const Growth &growth, int64_t before) {
  if (!growth.share)
    return growth.bytes;
  constexpr double kMost = 9e18;
  double limit =
      *growth.share * static_cast<double>(std::max<int64_t>(before, 0));
  return limit >= kMost ? INT64_MAX : static_cast<int64_t>(limit);
}

// What has grown, the most first.
void Checking::add_growing(Finding &finding, const Ledger &baseline) {
  ViewOptions options;
  options.sort = sort_key_of(limits_.at, false);
  Pair pair = pair_of(baseline, ledger_, options.sort);
  ReadableNames names(pair.both, ReadableNames::Of::kPlacesWithoutLine);
  const rt::LedgerView view = pair.both.view();
  Keys keys(view, names.for_report(), By::kLine);
  DiffRows rows(pair, keys, options, false);
  for (const DiffRow &row : rows.rows()) {
    rt::Amount change = row.change.difference();
    if (change.bytes <= 0)
      continue;
    if (finding.parts.size() < limits_.top)
      finding.parts.push_back(part_of(keys, row.key, row.change.now, change));
    else
      ++finding.others;
  }
}

void Checking::check_growth(const Growth &growth, const Ledger &baseline) {
  int64_t before =
      bytes_of(baseline, rt::totals_of(baseline.view()), limits_.at);
  rt::Amount change{bytes_of(ledger_, totals_, limits_.at), 0};
  change -= {before, 0};
  Finding finding;
  finding.option = "max-growth";
  finding.what =
      std::string("growth since the baseline, ") + moment_text(limits_.at);
  finding.is_growth = true;
  finding.measured = finding.upper_bound = change.bytes;
  finding.limit = limit_of(growth, before);
  if (!finding.holds())
    add_growing(finding, baseline);
  findings_.push_back(std::move(finding));
}

} // namespace

size_t Verdict::exceeded() const {
  return static_cast<size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [](const Finding &finding) { return !finding.holds(); }));
}

Verdict check(const std::string &name, const Ledger &ledger,
              const Limits &limits, const Ledger *baseline) {
  Checking checking(ledger, limits, baseline);
  checking.check_all();
  return {name, checking.findings(), checking.warnings()};
}

} // namespace memtrace::driver
