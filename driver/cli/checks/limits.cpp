// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// limits.cpp: see limits.h.
#include "checks/limits.h"

#include "model/merge.h"
#include "report/totals.h"
#include "text.h"
#include "views/diff_rows.h"
#include "views/key_rows.h"
#include "views/moments.h"

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

int64_t less(int64_t a, int64_t b) {
  rt::Amount difference{a, 0};
  difference -= {b, 0};
  return difference.bytes;
}

int64_t sum_of(const Ledger &ledger, rt::SortKey at) {
  const rt::LedgerView view = ledger.view();
  rt::Amount sum;
  for (uint32_t context = 1; context < view.context_count; ++context)
    sum += rt::amount_of(view, context, at);
  return sum.bytes;
}

std::string unsure_text(const Finding &finding) {
  return size_text(
      static_cast<int64_t>(static_cast<uint64_t>(finding.upper_bound) -
                           static_cast<uint64_t>(finding.measured)));
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
  PeakBytes peak_in(const Ledger &ledger) const;
  void check_amount(const char *option, const char *what,
                    const std::optional<int64_t> &limit, rt::SortKey key,
                    const rt::Amount &amount);
  void check_budget(const Budget &budget);
  void check_growth(const Growth &growth, const Ledger &baseline);
  PeakBytes amount_in(const Ledger &ledger) const;
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

// With a filter, of the lines that are left in at the peak of all.
PeakBytes Checking::peak_in(const Ledger &ledger) const {
  PeakBytes peak = peak_of(ledger);
  if (!limits_.is_filtered)
    return peak;
  const memtrace_ledger_header &header = *ledger.header;
  int64_t lower = sum_of(ledger, rt::SortKey::kPeak);
  uint64_t unsure = header.committed_bytes > header.peak_bytes
                        ? header.committed_bytes - header.peak_bytes
                        : 0;
  rt::Amount upper{lower, 0};
  upper += {bytes_from(unsure), 0};
  return {lower, std::max(lower, upper.bytes), false};
}

void Checking::check_peak() {
  if (!limits_.peak)
    return;
  PeakBytes peak = peak_in(ledger_);
  Finding finding;
  finding.option = "max-peak";
  finding.what = "peak";
  finding.limit = *limits_.peak;
  finding.measured = peak.lower;
  finding.upper_bound = peak.upper;
  if (uint32_t count = merged_count(ledger_))
    finding.what =
        "sum of the peaks of " + counted(count, "process", "processes");
  if (peak.is_before_reset) // then nobody knows any more what it was made of
    finding.what += " before the program reset it";
  if (!finding.holds() && !peak.is_before_reset)
    add_parts(finding, rt::SortKey::kPeak, [](auto &) { return true; });
  if (finding.holds() && finding.upper_bound > finding.limit)
    warnings_.push_back("the peak may have passed its limit: it is +0 to +" +
                        unsure_text(finding) +
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

PeakBytes Checking::amount_in(const Ledger &ledger) const {
  if (limits_.at == Moment::kPeak)
    return peak_in(ledger);
  int64_t bytes = sum_of(ledger, sort_key_of(limits_.at, false));
  return {bytes, bytes, false};
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
  PeakBytes before = amount_in(baseline);
  PeakBytes now = amount_in(ledger_);
  Finding finding;
  finding.option = "max-growth";
  finding.what =
      std::string("growth since the baseline, ") + moment_text(limits_.at);
  finding.is_growth = true;
  // For certain it is only what there is at least now beyond what there was at
  // most: two runs of one program with threads must not differ by chance.
  finding.measured = less(now.lower, before.upper);
  finding.upper_bound = less(now.upper, before.lower);
  finding.limit = limit_of(growth, before.upper);
  bool is_of_lines = !before.is_before_reset && !now.is_before_reset;
  if (!finding.holds() && is_of_lines)
    add_growing(finding, baseline);
  if (finding.holds() && finding.upper_bound > limit_of(growth, before.lower))
    warnings_.push_back("it may have grown beyond its limit since the "
                        "baseline: by " +
                        signed_size_text(finding.upper_bound) +
                        " at most; run both programs with MEMTRACE_PEAK=exact "
                        "to know");
  findings_.push_back(std::move(finding));
}

} // namespace

PeakBytes peak_of(const Ledger &ledger) {
  const memtrace_ledger_header &header = *ledger.header;
  uint64_t before =
      header.peak_resets != 0 ? header.largest_peak_bytes : header.peak_bytes;
  uint64_t lower = std::max(header.peak_bytes, before);
  return {bytes_from(lower),
          bytes_from(std::max(lower, header.committed_bytes)),
          before > header.peak_bytes};
}

size_t Verdict::exceeded() const {
  return static_cast<size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [](const Finding &finding) { return !finding.holds(); }));
}

Verdict check(const std::string &name, const Ledger &ledger,
              const Limits &limits, const Ledger *baseline) {
  Checking checking(ledger, limits, baseline);
  checking.check_all();
  return {name, "", checking.findings(), checking.warnings()};
}

} // namespace memtrace::driver
