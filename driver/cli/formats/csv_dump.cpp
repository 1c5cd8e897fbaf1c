// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// csv_dump.cpp: a flat table with a row for each context and all that is known
// of it, quoted as in RFC 4180.
#include "formats/csv.h"
#include "formats/exports.h"
#include "formats/plain_text.h"
#include "memtrace/abi.h"
#include "text.h"

#include <string>

namespace memtrace::driver {
namespace {

constexpr const char *kColumns[] = {"context",
                                    "site",
                                    "file",
                                    "line",
                                    "column",
                                    "function",
                                    "linkage_name",
                                    "type",
                                    "callee",
                                    "module",
                                    "domain",
                                    "system",
                                    "no_lines",
                                    "callers",
                                    "allocated_bytes",
                                    "allocated_blocks",
                                    "freed_bytes",
                                    "freed_blocks",
                                    "current_bytes",
                                    "current_blocks",
                                    "peak_bytes",
                                    "peak_blocks",
                                    "damaged_blocks"};

class CsvDump {
public:
  CsvDump(const Ledger &ledger, const ReadableNames &names, rt::Sink sink)
      : ledger_(ledger), view_(ledger.view()), names_(names.for_report()),
        out_(sink) {}

  bool write() {
    for (const char *column : kColumns)
      out_ << column;
    out_.end_row();
    for (uint32_t i = 1; i < ledger_.contexts.size(); ++i)
      if (is_used(ledger_, i))
        put_row(i);
    return out_.flush();
  }

private:
  void put_row(uint32_t context) {
    uint32_t site = rt::site_of(view_, context);
    out_ << uint64_t{ledger_.ids[context]} << uint64_t{ledger_.site_ids[site]};
    put_site(site);
    put(callers_of(context));
    put_counts(context);
    out_.end_row();
  }

  void put_site(uint32_t site) {
    rt::FrameRange range = rt::frames_of(view_, site);
    const memtrace_ledger_frame frame = range.first != range.end
                                            ? ledger_.frames[range.first]
                                            : memtrace_ledger_frame();
    const memtrace_ledger_site &described = ledger_.sites[site];
    put(rt::string_at(view_, frame.file));
    out_ << uint64_t{frame.line} << uint64_t{frame.column};
    put(rt::readable_at(view_, frame.function, names_));
    put(rt::string_at(view_, frame.function));
    put(rt::string_at(view_, described.type));
    put(rt::string_at(view_, described.callee));
    put(module_of(ledger_, site));
    out_ << uint64_t{described.domain} << flag(described, MEMTRACE_SITE_SYSTEM)
         << flag(described, MEMTRACE_SITE_NO_LINES);
  }

  static uint64_t flag(const memtrace_ledger_site &site, uint32_t flag) {
    return (site.flags & flag) != 0 ? 1 : 0;
  }

  // What comes before the frame that is charged, innermost first.
  std::string callers_of(uint32_t context) {
    return text_of([&](rt::Writer &out) {
      rt::Stack stack(view_, context);
      rt::StackEntry entry;
      stack.next(entry);
      for (const char *separator = ""; stack.next(entry); separator = "; ") {
        out << separator;
        rt::put_entry(out, view_, entry, names_);
      }
    });
  }

  void put_counts(uint32_t context) {
    Moments moments = moments_of(ledger_, context);
    rt::Amount freed = moments.at(Moment::kTotal);
    freed -= moments.at(Moment::kCurrent);
    for (const rt::Amount &amount :
         {moments.at(Moment::kTotal), freed, moments.at(Moment::kCurrent),
          moments.at(Moment::kPeak)})
      out_ << amount.bytes << amount.blocks;
    out_ << ledger_.counters[context].damaged_blocks;
  }

  void put(const std::string &foreign) { out_ << plain_text(foreign).c_str(); }

  const Ledger &ledger_;
  const rt::LedgerView view_;
  rt::Names names_;
  CsvOut out_;
};

} // namespace

bool write_csv(const Ledger &ledger, const ReadableNames &names,
               const ExportOptions &, rt::Sink sink) {
  return CsvDump(ledger, names, sink).write();
}

} // namespace memtrace::driver
