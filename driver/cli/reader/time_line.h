// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// time_line.h: samples and live records, checked and moved to where contexts
// are now.
#ifndef MEMTRACE_DRIVER_CLI_READER_TIME_LINE_H
#define MEMTRACE_DRIVER_CLI_READER_TIME_LINE_H

#include "model/ledger.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>
#include <vector>

namespace memtrace::driver {

// Records whose size doesn't divide that of a page, put together again from
// pieces, see read_pieces(). What lies in no piece is zero.
template <typename Record> class Straddling {
public:
  using Take = std::function<void(const Record &record, uint32_t index)>;
  explicit Straddling(Take take) : take_(std::move(take)) {}

  void add(uint64_t at, const char *bytes, size_t size) {
    while (size > 0) {
      begin(at / sizeof(Record));
      size_t inside = at % sizeof(Record);
      size_t part = std::min(size, sizeof(Record) - inside);
      std::memcpy(reinterpret_cast<char *>(&record_) + inside, bytes, part);
      at += part;
      bytes += part;
      size -= part;
    }
  }

  void finish() {
    if (begun_)
      take_(record_, static_cast<uint32_t>(index_));
    begun_ = false;
  }

private:
  void begin(uint64_t index) {
    if (begun_ && index_ == index)
      return;
    finish();
    begun_ = true;
    index_ = index;
    record_ = {};
  }

  Take take_;
  bool begun_ = false;
  uint64_t index_ = 0;
  Record record_ = {};
};

// Those of contexts that are still known; `ids` says which these are.
class LiveRecords {
public:
  using Record = memtrace_ledger_live;

  LiveRecords(const memtrace_ledger_header &header,
              const std::vector<uint32_t> &ids)
      : header_(header), ids_(ids) {}

  // In the order of their indices in the file.
  void add(const Record &record, uint32_t index);
  // Where those with this index and later ones begin now.
  uint32_t begin_of(uint64_t index) const;
  // Refuses two of one context among those that had these indices.
  void check_order(uint64_t begin, uint64_t end) const;
  std::vector<Record> take() { return std::move(records_); }

private:
  const memtrace_ledger_header &header_;
  const std::vector<uint32_t> &ids_;
  std::vector<Record> records_;
  std::vector<uint32_t> indices_;
};

class SampleRecords {
public:
  using Record = memtrace_ledger_sample;

  explicit SampleRecords(const memtrace_ledger_header &header)
      : header_(header) {}
  void add(const Record &record, uint32_t index);
  std::vector<Record> of(const LiveRecords &live);

private:
  const memtrace_ledger_header &header_;
  std::vector<Record> samples_;
  uint64_t live_end_ = 0;
};

} // namespace memtrace::driver

#endif
