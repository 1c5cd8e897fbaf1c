// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ledger_reader_fuzzer.cpp: hands any bytes to the reader of ledgers, and what
// it accepts to what the command makes of a ledger, to the writer, and with
// the one before to what compares and merges. Whatever they are, they are
// refused or reported: no crash, nothing undefined, no more memory than a small
// multiple.
#include "checks/limits.h"
#include "formats/check.h"
#include "formats/diff_text.h"
#include "formats/json.h"
#include "formats/report_text.h"
#include "model/merge.h"
#include "reader/read_ledger.h"
#include "views/diff_rows.h"
#include "write_all.h"
#include "writer/write_ledger.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace memtrace::driver {

// Takes the place of demangle.cpp, which would start a process each time.
std::vector<std::string> demangle(const std::vector<const char *> &names) {
  return std::vector<std::string>(names.size());
}

namespace {

// Bytes in memory. Zeros are holes, as in a file system with small blocks.
class MemorySource : public Source {
public:
  MemorySource(const uint8_t *data, size_t size) : data_(data), size_(size) {}

  uint64_t size() override { return size_; }

  size_t read(uint64_t offset, void *to, size_t bytes) override {
    if (offset >= size_)
      return 0;
    bytes = std::min<size_t>(bytes, size_ - offset);
    std::memcpy(to, data_ + offset, bytes);
    return bytes;
  }

  Range next_data(Range within) override {
    Range found{within.begin, within.begin};
    while (found.begin < within.end && is_hole(found.begin))
      found.begin = next_block(found.begin);
    found.begin = std::min(found.begin, within.end);
    found.end = found.begin;
    while (found.end < within.end && !is_hole(found.end))
      found.end = next_block(found.end);
    found.end = std::min(found.end, within.end);
    return found;
  }

private:
  static constexpr uint64_t kBlock = 512;

  static uint64_t next_block(uint64_t at) { return (at / kBlock + 1) * kBlock; }
  bool is_hole(uint64_t at) const {
    uint64_t end = std::min<uint64_t>(next_block(at), size_);
    return at >= end ||
           std::all_of(data_ + at, data_ + end, [](uint8_t b) { return !b; });
  }

  const uint8_t *data_;
  size_t size_;
};

void report(Ledger &ledger) {
  ReadableNames names(ledger, ReadableNames::Of::kAllFrames);
  std::string text;
  std::string json;
  if (write_json(ledger, names, {append, &json}) &&
      !nlohmann::json::accept(json))
    std::abort();
  write_text(ledger, names, {10, rt::SortKey::kPeak}, Filter(),
             {append, &text});
}

rt::Amount sum_of(const Ledger &ledger, rt::SortKey key) {
  rt::Amount sum;
  for (const memtrace_counter &counter : ledger.counters)
    sum += rt::amount_of(counter, ledger.header->peak_generation, key);
  return sum;
}

// What is written has to be accepted, and to come to the same.
void write_and_read(const Ledger &ledger) {
  std::string bytes;
  try {
    if (!write_ledger(ledger, {append, &bytes}))
      return;
  } catch (const std::length_error &) {
    return;
  }
  MemorySource source(reinterpret_cast<const uint8_t *>(bytes.data()),
                      bytes.size());
  try {
    Ledger copy = read_ledger(source);
    for (auto key :
         {rt::SortKey::kPeak, rt::SortKey::kCurrent, rt::SortKey::kTotal}) {
      rt::Amount difference = sum_of(ledger, key);
      difference -= sum_of(copy, key);
      if (!rt::is_empty(difference))
        std::abort();
    }
  } catch (const BadLedger &) {
    std::abort();
  }
}

void put_rows_of_diff(const Ledger &before, const Ledger &now, By by) {
  Pair pair = pair_of(before, now, rt::SortKey::kPeak);
  ReadableNames names(pair.both, ReadableNames::Of::kAllFrames);
  const rt::LedgerView view = pair.both.view();
  Keys keys(view, names.for_report(), by);
  ViewOptions options;
  options.by = by;
  DiffRows rows(pair, keys, options, true);
  std::string text;
  rt::Writer out({append, &text});
  put_diff_summary(out, before, now);
  put_diff_rows(out, table_of(rows, keys, options));
  out.flush();
}

void check_all(const Ledger &before, const Ledger &now) {
  Limits limits;
  limits.peak = limits.current = limits.total = 0;
  limits.budgets = {*budget_from("*.c=0"), *budget_from("a.cpp:3=1")};
  limits.growth = growth_from("1%");
  CheckResult result;
  result.verdicts = {check("ledger", now, limits, &before)};
  for (auto write : {write_check_text, write_check_json, write_check_markdown,
                     write_check_github}) {
    std::string text;
    write(result, {append, &text});
  }
}

// With the ledger before this one.
void combine(const Ledger &before, const Ledger &now) {
  put_rows_of_diff(before, now, By::kLine);
  put_rows_of_diff(before, now, By::kStack);
  check_all(before, now);
  try {
    Merging merging;
    merging.add(before);
    merging.add(now);
    write_and_read(merging.finish());
  } catch (const std::length_error &) {
  }
}

uint64_t number_of(const uint8_t *data, size_t size) {
  uint64_t hash = size;
  for (size_t i = 0; i < size; ++i)
    hash = (hash ^ data[i]) * 0x100000001b3;
  return hash >> 8;
}

} // namespace
} // namespace memtrace::driver

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  using namespace memtrace::driver;
  MemorySource source(data, size);
  try {
    Ledger ledger = read_ledger(source);
    static std::unique_ptr<Ledger> before;
    uint64_t number = number_of(data, size);
    // One of these: all of them for each input would take too long.
    switch (number % 8) {
    case 0:
      report(ledger);
      break;
    case 1:
      write_and_read(ledger);
      break;
    case 2:
      if (before)
        combine(*before, ledger);
      before = std::make_unique<Ledger>(std::move(ledger));
      break;
    default:
      write_one(ledger, number / 8);
    }
  } catch (const BadLedger &) {
    return 0; // and not -1: refusals lead on, too
  }
  return 0;
}
