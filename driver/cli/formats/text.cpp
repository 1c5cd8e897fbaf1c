// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// text.cpp: see text.h.
#include "formats/text.h"

#include <cstdlib>
#include <string>

namespace memtrace::driver {
namespace {

rt::Scratch heap() {
  return {[](void *, size_t bytes) { return std::malloc(bytes); },
          [](void *, void *memory, size_t) { std::free(memory); }, nullptr};
}

// What only a reader of the file can know.
std::string remarks_on(const Ledger &ledger) {
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

} // namespace

bool write_text(const Ledger &ledger, const ReadableNames &names,
                const TextOptions &options, rt::Sink sink) {
  std::string remarks = remarks_on(ledger);
  rt::ReportOptions report;
  report.top = options.top;
  report.sort = options.sort;
  report.fate = ledger.fate;
  report.names = names.for_report();
  report.remarks = remarks.c_str();
  return rt::write_report(ledger.view(), report, heap(), sink);
}

} // namespace memtrace::driver
