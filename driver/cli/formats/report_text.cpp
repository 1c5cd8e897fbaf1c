// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// report_text.cpp: see report_text.h.
#include "formats/report_text.h"

#include <cstdlib>
#include <string>

namespace memtrace::driver {

rt::Scratch heap_scratch() {
  return {[](void *, size_t bytes) { return std::malloc(bytes); },
          [](void *, void *memory, size_t) { std::free(memory); }, nullptr};
}

// What the file lacks, only a reader of it can know.
std::string remark_on_file(const Ledger &ledger) {
  bool killed = ledger.header->finished == 0 && ledger.fate == rt::Fate::kEnded;
  if (!ledger.lacks_anything)
    return killed ? "All that was counted up to the end of the process is "
                    "here.\n"
                  : "";
  std::string text = "The ledger's file could not grow: ";
  if (ledger.lacks_counts && ledger.lacks_lines)
    text += "counts that are missing in it are taken for 0, and lines for "
            "<unknown>";
  else if (ledger.lacks_counts)
    text += "counts that are missing in it are taken for 0";
  else if (ledger.lacks_lines)
    text += "lines that are missing in it are taken for <unknown>";
  else
    text += "some of it may be missing";
  return text + ".\n";
}

namespace {

std::string remark_on_view(const Ledger &ledger, const ViewOptions &options) {
  bool asks_for_callers = options.inclusive || options.tree != Tree::kNone;
  return asks_for_callers && ledger.header->frames_kept <= 1
             ? "No callers were kept: all that is known of who called is what "
               "is inlined.\n"
             : "";
}

std::string remark_on_filter(const Filter &filter) {
  return filter.is_empty() ? ""
                           : "Only some of the lines are shown, by "
                             "--include or --exclude.\n";
}

} // namespace

bool write_text(Ledger &ledger, const ReadableNames &names,
                const ViewOptions &options, const Filter &filter,
                rt::Sink sink) {
  std::string remarks = remark_on_file(ledger) +
                        remark_on_view(ledger, options) +
                        remark_on_filter(filter);
  rt::ReportOptions report;
  report.top = options.top;
  report.chains = options.chains;
  report.sort = options.sort;
  report.fate = ledger.fate;
  report.names = names.for_report();
  report.remarks = remarks.c_str();
  rt::Writer out(sink);
  rt::put_summary(out, ledger.view(), report, heap_scratch());
  filter.apply(ledger);
  bool whole = true;
  if (is_plain(options)) {
    whole = rt::put_lines(out, ledger.view(), report, heap_scratch());
  } else {
    out << '\n';
    put_view(out, ledger.view(), report.names, options);
  }
  return out.flush() && whole;
}

} // namespace memtrace::driver
