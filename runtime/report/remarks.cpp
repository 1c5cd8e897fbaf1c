// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// remarks.cpp: see remarks.h.
#include "report/remarks.h"

#include "report/rows.h"

namespace memtrace::rt {
namespace {

constexpr size_t kMostDamagedPlaces = 10;

// An empty line comes before the first.
class Remarks {
public:
  explicit Remarks(Writer &out) : out_(out) {}
  Writer &next() {
    if (none_)
      out_ << '\n';
    none_ = false;
    return out_;
  }

private:
  Writer &out_;
  bool none_ = true;
};

Writer &put_count(Writer &out, uint64_t count, const char *one,
                  const char *more) {
  return out << count << ' ' << (count == 1 ? one : more);
}

void put_merged_remarks(Remarks &remarks,
                        const memtrace_ledger_header &header) {
  if (header.merged_count == 0)
    return;
  put_count(remarks.next() << "The peaks of ", header.merged_count, "process",
            "processes")
      << " need not have come at one time: together they never had more than "
         "their sum.\n";
}

void put_lines_remarks(Remarks &remarks, const LedgerView &view,
                       const Totals &totals) {
  auto peak = static_cast<int64_t>(view.header->peak_bytes);
  int64_t sum = totals.at_peak.bytes;
  if (sum != peak)
    remarks.next() << "The lines at the peak add up to " << sum << " bytes, "
                   << (sum < peak ? uint64_t(peak) - uint64_t(sum)
                                  : uint64_t(sum) - uint64_t(peak))
                   << (sum < peak ? " fewer" : " more") << " than the peak.\n";
  if (totals.has_system)
    remarks.next() << "headers: allocated by code of system headers that no "
                      "line of the program calls.\n";
  if (totals.has_lineless)
    remarks.next() << "no line: modules built with -g0 have only file and "
                      "function, and 0 for the line.\n";
}

void put_callers_remarks(Remarks &remarks, const memtrace_ledger_header &header,
                         const Totals &totals) {
  if (header.frames_kept <= 1)
    return;
  remarks.next() << "Callers are kept: of each chain at most "
                 << uint64_t{header.frames_kept}
                 << " calls, not counting inlined ones.\n";
  if (totals.stackless_allocated.blocks != 0)
    remarks.next() << "Modules built with lines only allocated "
                   << size_of_signed(totals.stackless_allocated.bytes)
                   << ": not all callers of theirs are known.\n";
  if (header.callerless_blocks != 0)
    put_count(remarks.next() << "For want of ids or memory ",
              header.callerless_blocks, "block counts without its callers",
              "blocks count without their callers")
        << ".\n";
}

// What the program has asked for while it ran.
void put_program_remarks(Remarks &remarks,
                         const memtrace_ledger_header &header) {
  if (header.pauses != 0) {
    put_count(remarks.next() << "The program paused tracing ", header.pauses,
              "time", "times");
    remarks.next() << ": what it allocated then is not counted"
                   << (header.is_paused != 0 ? ", nor what it allocates now.\n"
                                             : ".\n");
  }
  if (header.peak_resets != 0) {
    put_count(remarks.next() << "The program reset the peak ",
              header.peak_resets, "time", "times");
    remarks.next() << ": it is the one since then; before, it was up to "
                   << size_of(header.largest_peak_bytes) << ".\n";
  }
  if (header.first_context > MEMTRACE_UNKNOWN_CONTEXT)
    remarks.next() << "The program cleared what was counted before.\n";
}

void put_counting_remarks(Remarks &remarks,
                          const memtrace_ledger_header &header) {
  if (header.untracked_blocks != 0)
    put_count(remarks.next() << "Not counted: ", header.untracked_blocks,
              "block", "blocks")
        << ", " << size_of(header.untracked_bytes) << ".\n";
  if (header.unregistered_sites != 0)
    put_count(remarks.next() << "For want of memory ",
              header.unregistered_sites, "place counts", "places count")
        << " as <unknown>.\n";
  if (header.shared_slab_threads != 0)
    put_count(remarks.next(), header.shared_slab_threads, "thread", "threads")
        << " shared one set of counters, for want of mappings or memory: all "
           "is counted.\n";
}

// True if there was anything to say.
bool put_damaged_places(Remarks &remarks, const LedgerView &view,
                        const Names &names, Scratch scratch) {
  constexpr const char *kOne = " had its last bytes overwritten.\n";
  constexpr const char *kMore = " had their last bytes overwritten.\n";
  Rows rows(view, SortKey::kDamaged, scratch);
  uint64_t others = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    auto blocks = static_cast<uint64_t>(rows[i].amount.blocks);
    if (i >= kMostDamagedPlaces) {
      others += blocks;
      continue;
    }
    put_count(remarks.next(), blocks, "block of ", "blocks of ");
    put_place(remarks.next(), rows[i].place, names);
    remarks.next() << (blocks == 1 ? kOne : kMore);
  }
  if (rows.size() > kMostDamagedPlaces)
    put_count(put_count(remarks.next(), others, "block of ", "blocks of "),
              rows.size() - kMostDamagedPlaces, "other place", "other places")
        << kMore;
  return rows.size() != 0;
}

void put_damage_remarks(Remarks &remarks, const LedgerView &view,
                        const Names &names, Scratch scratch) {
  bool any = put_damaged_places(remarks, view, names, scratch);
  uint64_t nameless = view.header->bad_tags;
  if (nameless != 0)
    put_count(remarks.next(), nameless, "block was", "blocks were")
        << " freed whose line is not known: the last bytes were overwritten, "
           "or there never was a tag.\n";
  if (any || nameless != 0)
    remarks.next() << "Such blocks still count as allocated.\n";
}

} // namespace

void put_remarks(Writer &out, const LedgerView &view, const Totals &totals,
                 const ReportOptions &options, Scratch scratch) {
  Remarks remarks(out);
  if (options.remarks != nullptr && *options.remarks != '\0')
    remarks.next() << options.remarks;
  put_merged_remarks(remarks, *view.header);
  put_lines_remarks(remarks, view, totals);
  put_callers_remarks(remarks, *view.header, totals);
  put_program_remarks(remarks, *view.header);
  put_counting_remarks(remarks, *view.header);
  put_damage_remarks(remarks, view, options.names, scratch);
}

} // namespace memtrace::rt
