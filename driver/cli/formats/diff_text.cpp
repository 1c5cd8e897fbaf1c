// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// diff_text.cpp: see diff_text.h.
#include "formats/diff_text.h"

#include "model/merge.h"
#include "model/pair.h"
#include "report/totals.h"
#include "text.h"
#include "views/amounts.h"
#include "views/words.h"

#include <algorithm>

namespace memtrace::driver {
namespace {

constexpr size_t kName = 13; // starts the text of `old program` and its like
constexpr size_t kColumn = 13;
constexpr size_t kLongestCommand = 1000;

const char *state_of(const Ledger &ledger) {
  if (ledger.header->finished != 0)
    return "finished";
  switch (ledger.fate) {
  case rt::Fate::kRunning:
    return "still running";
  case rt::Fate::kEnded:
    return "ended without an exit";
  case rt::Fate::kSnapshot:
    return "snapshot";
  case rt::Fate::kUnclear:
    break;
  }
  return "not finished";
}

std::string process_of(const Ledger &ledger) {
  const memtrace_ledger_header &header = *ledger.header;
  uint32_t count = merged_count(ledger);
  std::string who = count != 0 ? std::to_string(count) + " merged processes"
                               : "pid " + std::to_string(header.pid);
  return who + ", " + state_of(ledger);
}

// One line if both are the same.
void put_both(rt::Writer &out, const char *what, const std::string &before,
              const std::string &now) {
  auto put = [&](const char *which, const std::string &text) {
    (out << which << what).pad_to(kName).foreign(text.c_str(), kLongestCommand)
        << '\n';
  };
  if (before == now) {
    put("", now);
    return;
  }
  put("old ", before);
  put("new ", now);
}

std::string text_at(const Ledger &ledger, uint32_t offset) {
  return rt::string_at(ledger.view(), offset);
}

void put_right(rt::Writer &out, const std::string &text, size_t column) {
  out.pad_to(column - std::min(column, text.size())) << text.c_str();
}

void put_total(rt::Writer &out, const char *what, const Change &change) {
  rt::Amount difference = change.difference();
  out << what;
  size_t column = kName;
  out.right(rt::size_of_signed(change.before.bytes), column += kColumn);
  out.right(rt::size_of_signed(change.now.bytes), column += kColumn);
  put_right(out, signed_size_text(difference.bytes), column += kColumn);
  out.right(change.before.blocks, column += kColumn);
  out.right(change.now.blocks, column += kColumn);
  put_right(out,
            (difference.blocks < 0 ? "" : "+") +
                std::to_string(difference.blocks),
            column + kColumn);
  out << '\n';
}

rt::Amount peak_of(const Ledger &ledger, const rt::Totals &totals) {
  return {static_cast<int64_t>(ledger.header->peak_bytes),
          totals.at_peak.blocks};
}

uint64_t peak_bound(const Ledger &ledger) {
  const memtrace_ledger_header &header = *ledger.header;
  return header.committed_bytes > header.peak_bytes
             ? header.committed_bytes - header.peak_bytes
             : 0;
}

class Remarks {
public:
  Remarks(const Ledger &before, const Ledger &now)
      : before_(before), now_(now) {}

  std::vector<std::string> all() {
    remark_on_programs();
    remark_on_order();
    remark_on_callers();
    remark_on_each("The old ledger", before_);
    remark_on_each("The new ledger", now_);
    return std::move(remarks_);
  }

private:
  void remark_on_programs() {
    if (text_at(before_, before_.header->program) !=
        text_at(now_, now_.header->program))
      add("They are of different programs: what has the same name in both is "
          "taken for the same.");
  }
  void remark_on_order() {
    uint64_t before = end_of(before_), now = end_of(now_);
    if (before != 0 && now != 0 && now < before)
      add("The new ledger is older than the old one: were they meant the other "
          "way round?");
  }
  void remark_on_callers() {
    if (before_.header->frames_kept != now_.header->frames_kept)
      add("They keep different numbers of callers: what is by stack, or "
          "inclusive, can't be compared well.");
  }
  void remark_on_each(const std::string &which, const Ledger &ledger) {
    if (ledger.lacks_anything)
      add(which + " lacks a part, as its file could not grow: what is missing "
                  "is taken for 0 or <unknown>.");
    if (merged_count(ledger) != 0)
      add(which + "'s peak is the sum of the peaks of " +
          std::to_string(merged_count(ledger)) +
          " processes, which need not have come at one time.");
    if (uint64_t bound = peak_bound(ledger))
      add(which + "'s peak is +0 to +" + size_text(bound) + ".");
    if (ledger.header->pauses != 0)
      add(which + " has not all: the program paused tracing.");
    if (ledger.header->first_context > MEMTRACE_UNKNOWN_CONTEXT)
      add(which + " has not all: the program cleared what was counted before.");
  }
  void add(const std::string &sentence) { remarks_.push_back(sentence); }

  const Ledger &before_;
  const Ledger &now_;
  std::vector<std::string> remarks_;
};

} // namespace

void put_diff_summary(rt::Writer &out, const Ledger &before,
                      const Ledger &now) {
  const memtrace_ledger_header &old = *before.header;
  const memtrace_ledger_header &young = *now.header;
  out << "MemTrace\n\n";
  put_both(out, "program", text_at(before, old.program),
           text_at(now, young.program));
  put_both(out, "command", text_at(before, old.command_line),
           text_at(now, young.command_line));
  put_both(out, "process", process_of(before), process_of(now));
  out << '\n';
  size_t column = kName;
  for (const char *title :
       {"old size", "new size", "change", "old blocks", "new blocks", "change"})
    put_right(out, title, column += kColumn);
  out << '\n';
  rt::Totals totals_before = rt::totals_of(before.view());
  rt::Totals totals_now = rt::totals_of(now.view());
  put_total(out, "peak",
            {peak_of(before, totals_before), peak_of(now, totals_now)});
  put_total(out, "not freed", {totals_before.current, totals_now.current});
  put_total(out, "allocated", {totals_before.allocated, totals_now.allocated});
}

std::vector<std::string> diff_remarks(const Ledger &before, const Ledger &now) {
  return Remarks(before, now).all();
}

void put_diff_rows(rt::Writer &out, const Table &table) {
  const ViewOptions &options = table.options;
  out << rt::title_of(options.sort) << ", " << word_of(options.by) << 's'
      << (options.inclusive ? " with what they call" : "") << ":\n";
  if (table.rows.empty() && table.others == 0)
    out << "Nothing has changed.\n";
  for (const TableRow &row : table.rows) {
    table.keys.put(out, row.key);
    put_sizes(out << ": ", row.amount, row.change);
    out << '\n';
  }
  if (table.others == 0)
    return;
  out << table.others << " other";
  if (table.other_amount) {
    out << ": " << rt::size_of_signed(table.other_amount->bytes) << " ("
        << signed_size_text(table.other_change.bytes).c_str() << ')';
  }
  out << '\n';
}

} // namespace memtrace::driver
