// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// report.cpp: see report.h. The order is that of a reader's questions: which
// program, how much, what isn't sure about it, which lines.
#include "report/report.h"

#include "report/chains.h"
#include "report/remarks.h"
#include "report/totals.h"

namespace memtrace::rt {
namespace {

// Where columns end.
constexpr size_t kName = 11; // starts the text of `program` and its like
constexpr size_t kBytes = 24;
constexpr size_t kSize = 37;
constexpr size_t kBlocks = 50;
constexpr size_t kNote = 53; // starts there

constexpr size_t kLongestCommand = 1000;

void put_seconds(Writer &out, uint64_t nanoseconds) {
  uint64_t milliseconds = nanoseconds / 1000000;
  out << milliseconds / 1000 << '.' << milliseconds / 100 % 10
      << milliseconds / 10 % 10 << milliseconds % 10 << " s";
}

struct FateText {
  const char *process;
  const char *current; // the row of what is not freed
};

FateText text_of(Fate fate) {
  switch (fate) {
  case Fate::kRunning:
    return {"still running", "now"};
  case Fate::kEnded:
    return {"ended without an exit (killed, or replaced by exec)",
            "at its end"};
  case Fate::kSnapshot:
    return {"snapshot", "then"};
  case Fate::kUnclear:
    break;
  }
  return {"not finished; it can't be told from here whether it still runs",
          "last seen"};
}

void put_end(Writer &out, const memtrace_ledger_header &header) {
  if (header.end_time >= header.start_time && header.end_time != 0) {
    out << "ran ";
    put_seconds(out, header.end_time - header.start_time);
    out << ", ";
  }
  out << "exit status ";
  if (header.exit_status >= 0)
    out << int64_t{header.exit_status};
  else
    out << "unknown";
}

void put_state(Writer &out, const memtrace_ledger_header &header, Fate fate) {
  out << text_of(fate).process;
  if (fate != Fate::kSnapshot || header.snapshot_time < header.start_time)
    return;
  out << " after ";
  put_seconds(out, header.snapshot_time - header.start_time);
}

void put_process(Writer &out, const LedgerView &view, Fate fate) {
  const memtrace_ledger_header &header = *view.header;
  out << "program";
  out.pad_to(kName).foreign(string_at(view, header.program), kLongestCommand);
  out << "\ncommand";
  out.pad_to(kName).foreign(string_at(view, header.command_line),
                            kLongestCommand);
  bool is_merged = header.merged_count != 0;
  out << (is_merged ? "\nprocesses" : "\nprocess");
  out.pad_to(kName) << (is_merged ? "" : "pid ")
                    << uint64_t{is_merged ? header.merged_count : header.pid}
                    << ", ";
  if (header.finished != 0)
    put_end(out, header);
  else if (is_merged)
    out << "not all of them finished";
  else
    put_state(out, header, fate);
  out << '\n';
}

// One line of the table; blocks and note may be left out.
void put_bytes(Writer &out, const char *name, int64_t bytes) {
  out << name;
  out.right(bytes, kBytes).right(size_of_signed(bytes), kSize);
}

Writer &put_amount(Writer &out, const char *name, const Amount &amount) {
  put_bytes(out, name, amount.bytes);
  return out.right(amount.blocks, kBlocks);
}

void put_note(Writer &out, const char *note) {
  out.pad_to(kNote) << note << '\n';
}

void put_peak(Writer &out, const memtrace_ledger_header &header,
              const Totals &totals) {
  put_amount(out, "peak",
             {static_cast<int64_t>(header.peak_bytes), totals.at_peak.blocks})
      .pad_to(kNote);
  bool is_exact = header.committed_bytes <= header.peak_bytes;
  bool is_merged = header.merged_count != 0;
  if (is_merged)
    out << "the sum of their peaks" << (is_exact ? "" : ", ");
  else if (is_exact)
    out << "exact";
  if (!is_exact)
    out << "+0 to +" << size_of(header.committed_bytes - header.peak_bytes);
  out << '\n';
}

// A share in tenths of a percent, rounded up so that something is never 0.0.
void put_share(Writer &out, int64_t part, int64_t whole) {
  constexpr uint64_t kMost = UINT64_MAX / 1001;
  auto w = static_cast<uint64_t>(whole);
  auto p = static_cast<uint64_t>(part);
  for (; p > kMost || w > kMost; p /= 2) // both stay in proportion
    w /= 2;
  if (part < 0 || whole <= 0 || w == 0)
    return;
  uint64_t tenths = (p * 1000 + w - 1) / w;
  out << tenths / 10 << '.' << tenths % 10 << " % of the peak";
}

void put_share_row(Writer &out, const char *name, const Amount &amount,
                   const Totals &totals) {
  put_amount(out, name, amount).pad_to(kNote);
  put_share(out, amount.bytes, totals.at_peak.bytes);
  out << '\n';
}

void put_table(Writer &out, const LedgerView &view, const Totals &totals,
               Fate fate) {
  const memtrace_ledger_header &header = *view.header;
  out.pad_to(kBytes - 5) << "bytes";
  out.pad_to(kSize - 4) << "size";
  out.pad_to(kBlocks - 6) << "blocks\n";

  put_peak(out, header, totals);
  bool finished = header.finished != 0;
  put_amount(out, finished ? "at exit" : text_of(fate).current, totals.current);
  put_note(out, "not freed");
  if (header.inherited != 0)
    put_note(put_amount(out, "inherited", totals.inherited),
             "live in its parent at the fork");
  put_note(put_amount(out, "allocated", totals.allocated),
           "over the whole run");
  put_note(put_amount(out, "freed", totals.freed), "over the whole run");
  put_share_row(out, "<unknown>", totals.unknown_at_peak, totals);
  if (totals.has_system)
    put_share_row(out, "headers", totals.system_at_peak, totals);
  if (totals.has_lineless)
    put_share_row(out, "no line", totals.lineless_at_peak, totals);
  if (header.peak_rss != 0) {
    put_bytes(out, "peak RSS", static_cast<int64_t>(header.peak_rss));
    put_note(out, "the whole process");
  }
  if (header.own_bytes != 0) {
    put_bytes(out, "MemTrace",
              static_cast<int64_t>(own_memory(header, totals)));
    put_note(out, "its own memory");
  }
}

} // namespace

const char *title_of(SortKey sort) {
  switch (sort) {
  case SortKey::kPeak:
    return "At the peak";
  case SortKey::kCurrent:
    return "Not freed";
  case SortKey::kTotal:
    return "Allocated over the whole run, by size";
  case SortKey::kCount:
    return "Allocated over the whole run, by number of blocks";
  case SortKey::kPeakCount:
    return "At the peak, by number of blocks";
  case SortKey::kCurrentCount:
    return "Not freed, by number of blocks";
  case SortKey::kDamaged:
    return "Overwritten";
  }
  return "";
}

void put_summary(Writer &out, const LedgerView &view,
                 const ReportOptions &options, Scratch scratch) {
  Totals totals = totals_of(view);
  out << "MemTrace\n\n";
  put_process(out, view, options.fate);
  out << '\n';
  put_table(out, view, totals, options.fate);
  put_remarks(out, view, totals, options, scratch);
}

bool put_lines(Writer &out, const LedgerView &view,
               const ReportOptions &options, Scratch scratch) {
  Rows rows(view, options.sort, scratch);
  if (!rows.ok()) {
    out << "\nThe lines are left out: no memory to sort them.\n";
    return false;
  }
  out << '\n' << title_of(options.sort) << ":\n";
  uint64_t chains = view.header->frames_kept > 1 ? options.chains : 0;
  if (put_rows(out, view, rows,
               {options.top, chains, options.sort, options.names}, scratch))
    return true;
  out << "\nThe callers are left out: no memory to sort them.\n";
  return false;
}

bool write_report(const LedgerView &view, const ReportOptions &options,
                  Scratch scratch, Sink sink) {
  Writer out(sink);
  put_summary(out, view, options, scratch);
  bool whole = put_lines(out, view, options, scratch);
  return out.flush() && whole;
}

} // namespace memtrace::rt
