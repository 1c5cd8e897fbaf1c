// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// report.cpp: see report.h. The order is that of a reader's questions: which
// program, how much, what isn't sure about it, which lines.
#include "report/report.h"

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

const char *string_at(const LedgerView &view, uint32_t offset) {
  return offset < view.header->string_bytes ? view.strings + offset : "";
}

void put_seconds(Writer &out, uint64_t nanoseconds) {
  uint64_t milliseconds = nanoseconds / 1000000;
  out << milliseconds / 1000 << '.' << milliseconds / 100 % 10
      << milliseconds / 10 % 10 << milliseconds % 10 << " s";
}

void put_process(Writer &out, const LedgerView &view) {
  const memtrace_ledger_header &header = *view.header;
  out << "program";
  out.pad_to(kName).foreign(string_at(view, header.program), kLongestCommand);
  out << "\ncommand";
  out.pad_to(kName).foreign(string_at(view, header.command_line),
                            kLongestCommand);
  out << "\nprocess";
  out.pad_to(kName) << "pid " << uint64_t{header.pid};
  if (header.end_time >= header.start_time && header.end_time != 0) {
    out << ", ran ";
    put_seconds(out, header.end_time - header.start_time);
  }
  out << ", exit status ";
  if (header.finished != 0 && header.exit_status >= 0)
    out << int64_t{header.exit_status};
  else
    out << "unknown";
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

const char *note_of_peak(uint32_t mode) {
  return mode == MEMTRACE_PEAK_EXACT ? "exact" : "not known how exact";
}

// A share in tenths of a percent, rounded up so that something is never 0.0.
void put_share(Writer &out, int64_t part, int64_t whole) {
  if (part < 0 || whole <= 0)
    return;
  auto w = static_cast<uint64_t>(whole);
  auto p = static_cast<uint64_t>(part);
  while (p > UINT64_MAX / 1000 - w) { // both stay in proportion
    p /= 2;
    w /= 2;
  }
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
               const ReportOptions &options) {
  const memtrace_ledger_header &header = *view.header;
  out.pad_to(kBytes - 5) << "bytes";
  out.pad_to(kSize - 4) << "size";
  out.pad_to(kBlocks - 6) << "blocks\n";

  Amount peak{static_cast<int64_t>(header.peak_bytes), totals.at_peak.blocks};
  put_note(put_amount(out, "peak", peak), note_of_peak(header.peak_mode));
  put_note(
      put_amount(out, header.end_time != 0 ? "at exit" : "now", totals.current),
      "not freed");
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
  if (options.peak_rss != 0) {
    put_bytes(out, "peak RSS", static_cast<int64_t>(options.peak_rss));
    put_note(out, "the whole process");
  }
  if (options.own_memory != 0) {
    put_bytes(out, "MemTrace", static_cast<int64_t>(options.own_memory));
    put_note(out, "its own memory");
  }
}

// Sentences below the table, only those that there is a reason for.
void put_remarks(Writer &out, const LedgerView &view, const Totals &totals) {
  const memtrace_ledger_header &header = *view.header;
  bool first = true;
  auto remark = [&]() -> Writer & {
    if (first)
      out << '\n';
    first = false;
    return out;
  };
  int64_t apart =
      totals.at_peak.bytes - static_cast<int64_t>(header.peak_bytes);
  if (apart != 0)
    remark() << "The lines at the peak add up to " << totals.at_peak.bytes
             << " bytes, " << (apart < 0 ? -apart : apart)
             << (apart < 0 ? " fewer" : " more") << " than the peak.\n";
  if (totals.has_system)
    remark() << "headers: allocated by code of system headers that no line of "
                "the program calls.\n";
  if (totals.has_lineless)
    remark() << "no line: modules built with -g0 have only file and function, "
                "and 0 for the line.\n";
  if (header.untracked_blocks != 0)
    remark() << "Not counted: " << header.untracked_blocks << " blocks, "
             << size_of(header.untracked_bytes) << ".\n";
  if (header.unregistered_sites != 0)
    remark() << "For want of memory " << uint64_t{header.unregistered_sites}
             << " places count as <unknown>.\n";
  if (header.bad_tags != 0)
    remark() << "Freed with the end overwritten or without a tag: "
             << header.bad_tags << " blocks; they still count as allocated.\n";
}

const char *title_of(SortKey sort) {
  switch (sort) {
  case SortKey::kPeak:
    return "At the peak:";
  case SortKey::kCurrent:
    return "Not freed:";
  case SortKey::kTotal:
    return "Allocated over the whole run, by size:";
  case SortKey::kCount:
    return "Allocated over the whole run, by number of blocks:";
  }
  return "";
}

bool put_rows(Writer &out, const LedgerView &view, const ReportOptions &options,
              Scratch scratch) {
  Rows rows(view, options.sort, scratch);
  if (!rows.ok()) {
    out << "\nThe lines are left out: no memory to sort them.\n";
    return false;
  }
  out << '\n' << title_of(options.sort) << '\n';
  int64_t other = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (i < options.top) {
      put_row(out, rows[i]);
      out << '\n';
    } else {
      other += rows[i].amount.bytes;
    }
  }
  if (rows.size() > options.top)
    out << uint64_t{rows.size() - options.top}
        << " other: " << size_of_signed(other) << '\n';
  return true;
}

} // namespace

bool write_report(const LedgerView &view, const ReportOptions &options,
                  Scratch scratch, Sink sink) {
  Writer out(sink);
  Totals totals = totals_of(view);
  out << "MemTrace\n\n";
  put_process(out, view);
  out << '\n';
  put_table(out, view, totals, options);
  put_remarks(out, view, totals);
  bool whole = put_rows(out, view, options, scratch);
  return out.flush() && whole;
}

} // namespace memtrace::rt
