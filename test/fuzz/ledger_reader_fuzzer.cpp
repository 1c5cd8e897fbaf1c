// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ledger_reader_fuzzer.cpp: hands any bytes to the reader of ledgers, and what
// it accepts to both formats. Whatever they are, they are refused or reported:
// no crash, nothing undefined, no more memory than a small multiple.
#include "formats/json.h"
#include "formats/text.h"
#include "reader/read_ledger.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>

namespace memtrace::driver {

// Takes the place of demangle.cpp, which would start a process each time.
std::vector<std::string> demangle(const std::vector<const char *> &names) {
  return std::vector<std::string>(names.size());
}

namespace {

constexpr size_t kMostOutput = 1 << 20;

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

// Names that many frames share make a long output of a short ledger.
bool append(void *context, const char *bytes, size_t size) {
  auto &text = *static_cast<std::string *>(context);
  if (text.size() + size > kMostOutput)
    return false;
  text.append(bytes, size);
  return true;
}

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

} // namespace
} // namespace memtrace::driver

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  using namespace memtrace::driver;
  MemorySource source(data, size);
  try {
    Ledger ledger = read_ledger(source);
    report(ledger);
  } catch (const BadLedger &) {
    return 0; // and not -1: refusals lead on, too
  }
  return 0;
}
