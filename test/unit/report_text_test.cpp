// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The whole report: what stands in it when, and what it says when something
// is wrong.
#include <string>

#include <gtest/gtest.h>

#include "report_text.h"

using namespace memtrace::rt;
using namespace memtrace::test;

namespace {

bool has(const std::string &text, const std::string &part) {
  return text.find(part) != std::string::npos;
}

// One line at the peak, one block of it left, a header of a finished run.
SyntheticLedger finished_run() {
  SyntheticLedger ledger;
  memtrace_ledger_header &header = ledger.header();
  header.pid = 4242;
  header.program = ledger.add_string("/home/me/lines");
  header.command_line = ledger.add_string("./lines big.txt");
  header.start_time = 1000000000;
  header.end_time = 1213900000;
  header.finished = 1;
  header.exit_status = 3;
  header.peak_bytes = 15900000;
  header.peak_generation = 9;
  uint32_t site = ledger.add_site("src/lines.cpp", 42);
  ledger.allocate(site, 15900000, 100000);
  ledger.release(site, 15899841, 99999);
  ledger.counter(site).generation = 9;
  ledger.counter(site).saved_bytes = 15900000;
  ledger.counter(site).saved_blocks = 100000;
  return ledger;
}

TEST(Report, IsThisOfAFinishedRun) {
  SyntheticLedger ledger = finished_run();
  ledger.header().peak_rss = 22437888;
  ledger.header().own_bytes = 1261564; // and 4 for the block that is left
  EXPECT_EQ(report(ledger),
            R"(MemTrace

program    /home/me/lines
command    ./lines big.txt
process    pid 4242, ran 0.213 s, exit status 3

                   bytes         size       blocks
peak            15900000     15.2 MiB       100000   exact
at exit              159        159 B            1   not freed
allocated       15900000     15.2 MiB       100000   over the whole run
freed           15899841     15.2 MiB        99999   over the whole run
<unknown>              0          0 B            0   0.0 % of the peak
peak RSS        22437888     21.4 MiB                the whole process
MemTrace         1261568     1232 KiB                its own memory

At the peak:
src/lines.cpp:42: size=15.2 MiB, count=100000, average=159 B
)");
}

TEST(Report, SaysWhatIsNotKnownOfARunThatDidNotFinish) {
  SyntheticLedger ledger = finished_run();
  ledger.header().end_time = 0;
  ledger.header().finished = 0;
  std::string text = report(ledger);
  EXPECT_TRUE(has(text, "process    pid 4242, not finished; it can't be told "
                        "from here whether it still runs\n"));
  EXPECT_TRUE(has(text, "\nlast seen "));
  EXPECT_FALSE(has(text, "peak RSS"));

  ReportOptions options;
  options.fate = Fate::kRunning;
  text = report(ledger, options);
  EXPECT_TRUE(has(text, "process    pid 4242, still running\n"));
  EXPECT_TRUE(has(text, "\nnow "));
  options.fate = Fate::kEnded;
  text = report(ledger, options);
  EXPECT_TRUE(has(text, "process    pid 4242, ended without an exit (killed, "
                        "or replaced by exec)\n"));
  EXPECT_TRUE(has(text, "\nat its end "));
}

TEST(Report, SaysHowFarThePeakMayBeFromTheTruth) {
  SyntheticLedger ledger = finished_run();
  ledger.header().committed_bytes = 15900000;
  EXPECT_TRUE(has(report(ledger), "       100000   exact\n"));
  ledger.header().committed_bytes += 840000;
  EXPECT_TRUE(has(report(ledger), "       100000   +0 to +820 KiB\n"));
}

TEST(Report, HasOneLineForRowsThatWereCut) {
  SyntheticLedger ledger;
  for (uint32_t line = 1; line <= 30; ++line)
    ledger.allocate(ledger.add_site("a.c", line), line * 1000);
  std::string text = report(ledger);
  EXPECT_TRUE(has(text, "\na.c:6: size=6000 B, count=1, average=6000 B\n"
                        "5 other: 14.6 KiB\n"));
  ReportOptions all;
  all.top = 30;
  EXPECT_FALSE(has(report(ledger, all), "other:"));
  ReportOptions none;
  none.top = 0;
  EXPECT_TRUE(has(report(ledger, none), "At the peak:\n30 other: 454 KiB\n"));
}

TEST(Report, SaysByWhatItsRowsAreSorted) {
  SyntheticLedger ledger = finished_run();
  ReportOptions options;
  options.sort = SortKey::kCurrent;
  EXPECT_TRUE(has(report(ledger, options),
                  "Not freed:\n"
                  "src/lines.cpp:42: size=159 B, count=1, average=159 B\n"));
  options.sort = SortKey::kTotal;
  EXPECT_TRUE(has(report(ledger, options), "whole run, by size:\n"));
  options.sort = SortKey::kCount;
  EXPECT_TRUE(has(report(ledger, options), "whole run, by number of blocks:"));
}

TEST(Report, SaysWhenTheLinesDoNotAddUpToThePeak) {
  SyntheticLedger ledger = finished_run();
  EXPECT_FALSE(has(report(ledger), "add up"));
  ledger.header().peak_bytes += 100;
  EXPECT_TRUE(has(report(ledger), "The lines at the peak add up to 15900000 "
                                  "bytes, 100 fewer than the peak.\n"));
}

TEST(Report, ShowsWhatCouldNotBeAttributed) {
  SyntheticLedger ledger;
  ledger.allocate(ledger.add_site("a.c", 1), 600);
  ledger.allocate(MEMTRACE_UNKNOWN_SITE, 100);
  ledger.allocate(
      ledger.add_site("/usr/include/x.h", 1, "x", MEMTRACE_SITE_SYSTEM), 200);
  ledger.allocate(ledger.add_site("b.c", 0, "f", MEMTRACE_SITE_NO_LINES), 100);
  std::string text = report(ledger);
  EXPECT_TRUE(has(text, "<unknown>            100        100 B            1   "
                        "10.0 % of the peak\n"));
  EXPECT_TRUE(has(text, "headers              200        200 B            1   "
                        "20.0 % of the peak\n"));
  EXPECT_TRUE(has(text, "no line              100        100 B            1   "
                        "10.0 % of the peak\n"));
  EXPECT_TRUE(has(text, "built with -g0"));
  EXPECT_TRUE(has(text, "\nb.c(f):0: size=100 B"));
}

TEST(Report, CountsWhatWasLost) {
  SyntheticLedger ledger = finished_run();
  EXPECT_FALSE(has(report(ledger), "overwritten"));
  EXPECT_FALSE(has(report(ledger), "Not counted"));
  EXPECT_FALSE(has(report(ledger), "shared"));
  ledger.header().bad_tags = 2;
  ledger.header().unregistered_sites = 4;
  ledger.header().untracked_blocks = 7;
  ledger.header().untracked_bytes = 20480;
  ledger.header().shared_slab_threads = 3;
  EXPECT_TRUE(has(report(ledger), R"(

Not counted: 7 blocks, 20.0 KiB.
For want of memory 4 places count as <unknown>.
3 threads shared one set of counters, for want of mappings or memory: all is counted.
2 blocks were freed whose line is not known: the last bytes were overwritten, or there never was a tag.
Such blocks still count as allocated.

At the peak:
)"));
}

TEST(Report, NamesThePlacesWhoseBlocksWereDamaged) {
  SyntheticLedger ledger = finished_run();
  uint32_t first = ledger.add_site("a.c", 1);
  ledger.counter(first).damaged_blocks = 1;
  EXPECT_TRUE(has(report(ledger),
                  "\n\n1 block of a.c:1 had its last bytes overwritten.\n"
                  "Such blocks still count as allocated.\n\n"));
  // Another call on that line, and more lines than are named.
  ledger.counter(ledger.add_site("a.c", 1)).damaged_blocks = 99;
  for (uint32_t line = 1; line <= 12; ++line)
    ledger.counter(ledger.add_site("b.c", line)).damaged_blocks = line;
  std::string text = report(ledger);
  EXPECT_TRUE(has(text, "\n\n100 blocks of a.c:1 had their last bytes "
                        "overwritten.\n12 blocks of b.c:12 had "));
  EXPECT_TRUE(has(text, "\n4 blocks of b.c:4 had their last bytes overwritten."
                        "\n6 blocks of 3 other places had their last bytes "
                        "overwritten.\n"));
}

TEST(Report, HasTheCallersRemarksAndNamesOfFunctions) {
  SyntheticLedger ledger;
  ledger.allocate(ledger.add_site("b.c", 0, "f", MEMTRACE_SITE_NO_LINES), 100);
  ReportOptions options;
  options.remarks = "Something is missing.\n";
  options.names = {[](void *, const char *name) {
                     return *name == 'f' ? "first(int)" : name;
                   },
                   nullptr};
  std::string text = report(ledger, options);
  EXPECT_TRUE(has(text, "\n\nSomething is missing.\n"));
  EXPECT_TRUE(has(text, "\nb.c(first(int)):0: size=100 B"));
}

TEST(Report, EscapesControlCharactersInPlaces) {
  SyntheticLedger ledger;
  ledger.allocate(ledger.add_site("a\n\x1b[2J.c", 7), 100);
  EXPECT_TRUE(has(report(ledger), "\na\\n\\x1b[2J.c:7: size=100 B"));
}

// What a damaged ledger says may be anything.
TEST(Report, AddsUpWhateverTheCountersSay) {
  SyntheticLedger ledger = finished_run();
  uint32_t site = ledger.add_site("a.h", 1, "", MEMTRACE_SITE_SYSTEM);
  ledger.allocate(site, UINT64_MAX / 2, UINT64_MAX / 2);
  ledger.allocate(ledger.add_site("a.c", 2), uint64_t{1} << 63, 3);
  ledger.allocate(ledger.add_site("a.c", 2), UINT64_MAX / 2 - 15900000 + 2, 3);
  ledger.release(MEMTRACE_UNKNOWN_SITE, uint64_t{1} << 63, uint64_t{1} << 63);
  ledger.header().peak_bytes = UINT64_MAX;
  ledger.header().inherited = 1;
  ledger.header().inherited_bytes = uint64_t{1} << 63;
  EXPECT_TRUE(has(report(ledger), "At the peak:"));
}

TEST(Report, TellsWhatAForkedProcessInheritedFromWhatItAllocated) {
  SyntheticLedger ledger = finished_run();
  EXPECT_FALSE(has(report(ledger), "inherited"));
  ledger.header().inherited = 1;
  ledger.header().inherited_bytes = 900000;
  ledger.header().inherited_blocks = 40000;
  std::string text = report(ledger);
  EXPECT_TRUE(has(text, "inherited         900000"));
  EXPECT_TRUE(has(text, "allocated       15900000     15.2 MiB       100000"));
}

TEST(Report, EscapesAndCutsACommandLine) {
  SyntheticLedger ledger;
  ledger.header().program = ledger.add_string("a\nb\x01\x7f");
  ledger.header().command_line = ledger.add_string(std::string(1500, 'x'));
  std::string text = report(ledger);
  EXPECT_TRUE(has(text, "program    a\\nb\\x01\\x7f\n"));
  EXPECT_TRUE(has(text, std::string(1000, 'x') + " ... (500 bytes more)\n"));
}

TEST(Report, IsFalseWhenThereIsNoMemoryForTheRows) {
  SyntheticLedger ledger = finished_run();
  std::string text;
  EXPECT_FALSE(write_report(ledger.view(), {}, no_scratch(), append_to(text)));
  EXPECT_TRUE(has(text, "peak            15900000"));
  EXPECT_TRUE(has(text, "The lines are left out: no memory to sort them.\n"));
}

TEST(Report, StopsAtTheFirstPieceThatTheSinkRefuses) {
  SyntheticLedger ledger;
  for (uint32_t line = 1; line <= 200; ++line)
    ledger.allocate(ledger.add_site("a_long_name_of_a_file.c", line), line);
  struct Disk {
    int pieces = 0;
  } disk;
  Sink full{[](void *context, const char *, size_t) {
              return ++static_cast<Disk *>(context)->pieces < 2;
            },
            &disk};
  HeapScratch memory;
  ReportOptions options;
  options.top = 200;
  EXPECT_FALSE(write_report(ledger.view(), options, memory.scratch(), full));
  EXPECT_EQ(disk.pieces, 2);
}

} // namespace
