// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// append.cpp: see append.h. What is new goes behind the end; then the extent
// table says where it is; the counts, from which a reader takes that it is
// there at all, come last.
#include "run/append.h"

#include "reader/file_source.h"
#include "reader/header.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace memtrace::driver {
namespace {

constexpr uint64_t kUnit = 4096;

uint64_t in_units(uint64_t bytes) { return (bytes + kUnit - 1) & ~(kUnit - 1); }

[[noreturn]] void complain() {
  throw BadLedger(std::string("cannot be written: ") + std::strerror(errno));
}

class File {
public:
  explicit File(const std::string &path)
      : fd_(open(path.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC)) {
    if (fd_ < 0)
      complain();
  }
  ~File() { close(fd_); }
  File(const File &) = delete;
  File &operator=(const File &) = delete;

  void write(uint64_t offset, const void *bytes, size_t size) {
    const auto *at = static_cast<const char *>(bytes);
    while (size > 0) {
      ssize_t n = pwrite(fd_, at, size, static_cast<off_t>(offset));
      if (n < 0 && errno != EINTR)
        complain();
      if (n <= 0)
        continue;
      at += n;
      offset += static_cast<uint64_t>(n);
      size -= static_cast<size_t>(n);
    }
  }
  bool resize(uint64_t size) {
    return ftruncate(fd_, static_cast<off_t>(size)) == 0;
  }

private:
  int fd_;
};

class Appending {
public:
  explicit Appending(const std::string &path)
      : source_(path), file_(path), header_(read_header(source_)) {
    read_extents(source_, header_); // checks them
    if (header_.sample_count != 0)
      throw BadLedger("has a time line already");
    table_.resize(header_.extent_count);
    read_exactly(source_, sizeof header_, table_.data(),
                 table_.size() * sizeof(Extent));
    end_ = in_units(source_.size());
    for (const Extent &extent : table_)
      end_ = std::max(end_, extent.offset + extent.bytes);
  }

  void append(const std::vector<memtrace_ledger_sample> &samples,
              const std::vector<memtrace_ledger_live> &live) {
    uint64_t size = source_.size();
    try {
      make_room(header_.extent_count + 2);
      size = std::max(size, kept_);
      add(MEMTRACE_SECTION_SAMPLES, samples);
      if (!live.empty())
        add(MEMTRACE_SECTION_LIVE, live);
      if (!file_.resize(end_))
        complain();
      write_table();
    } catch (const BadLedger &) {
      file_.resize(size);
      throw;
    }
    const uint32_t counts[] = {static_cast<uint32_t>(samples.size()),
                               static_cast<uint32_t>(live.size())};
    static_assert(offsetof(memtrace_ledger_header, live_count) ==
                  offsetof(memtrace_ledger_header, sample_count) + 4);
    file_.write(offsetof(memtrace_ledger_header, sample_count), counts,
                sizeof counts);
  }

private:
  // Moves what lies behind the table away from there.
  void make_room(uint32_t count) {
    if (count <= header_.extent_capacity)
      return;
    uint64_t wanted = in_units(sizeof header_ + count * sizeof(Extent));
    while (size_t first = first_before(wanted))
      move(first - 1);
    header_.header_bytes =
        std::max(header_.header_bytes, static_cast<uint32_t>(wanted));
    const uint32_t fields[] = {
        header_.header_bytes, header_.extent_count,
        static_cast<uint32_t>((header_.header_bytes - sizeof header_) /
                              sizeof(Extent))};
    static_assert(offsetof(memtrace_ledger_header, extent_capacity) ==
                  offsetof(memtrace_ledger_header, header_bytes) + 8);
    file_.write(offsetof(memtrace_ledger_header, header_bytes), fields,
                sizeof fields);
  }

  // One more than the index of an extent that begins before there; 0: none.
  size_t first_before(uint64_t offset) const {
    for (size_t i = 0; i < table_.size(); ++i)
      if (table_[i].section != 0 && table_[i].offset < offset)
        return i + 1;
    return 0;
  }

  // It is in both places until the table says that it is in the other one.
  void move(size_t index) {
    Extent &extent = table_[index];
    if (!is_in_file(extent))
      throw BadLedger("has no room in its table of extents");
    std::vector<char> piece(size_t{16} * kUnit);
    uint64_t end = extent.offset + extent.bytes;
    for (uint64_t at = extent.offset; at < end;) {
      Range data = source_.next_data({at, end});
      if (data.begin >= end)
        break;
      auto size = static_cast<size_t>(
          std::min<uint64_t>(piece.size(), data.end - data.begin));
      read_exactly(source_, data.begin, piece.data(), size);
      file_.write(end_ + (data.begin - extent.offset), piece.data(), size);
      at = data.begin + size;
    }
    if (!file_.resize(end_ + extent.bytes))
      complain();
    extent.offset = end_;
    end_ = kept_ = end_ + extent.bytes;
    file_.write(sizeof header_ + index * sizeof(Extent) +
                    offsetof(Extent, offset),
                &extent.offset, sizeof extent.offset);
  }

  template <typename Record>
  void add(memtrace_section section, const std::vector<Record> &records) {
    uint64_t bytes = records.size() * sizeof(Record);
    file_.write(end_, records.data(), bytes);
    table_.push_back(
        {end_, 0, in_units(bytes), static_cast<uint16_t>(section), 0, 0});
    end_ += in_units(bytes);
  }

  void write_table() {
    uint32_t before = header_.extent_count;
    file_.write(sizeof header_ + before * sizeof(Extent),
                table_.data() + before,
                (table_.size() - before) * sizeof(Extent));
    auto count = static_cast<uint32_t>(table_.size());
    file_.write(offsetof(memtrace_ledger_header, extent_count), &count,
                sizeof count);
  }

  FileSource source_;
  File file_;
  std::vector<Extent> table_;
  uint64_t end_ = 0;
  uint64_t kept_ = 0;             // what was moved lies before
  memtrace_ledger_header header_; // last, since it ends in an array
};

} // namespace

void append_time_line(const std::string &path,
                      const std::vector<Observation> &observations) {
  std::vector<memtrace_ledger_sample> samples;
  std::vector<memtrace_ledger_live> live;
  for (const Observation &observation : observations) {
    samples.push_back(observation.sample);
    samples.back().live_count = static_cast<uint32_t>(observation.live.size());
    samples.back().first_live =
        observation.live.empty() ? 0 : static_cast<uint32_t>(live.size());
    live.insert(live.end(), observation.live.begin(), observation.live.end());
  }
  if (!samples.empty())
    Appending(path).append(samples, live);
}

} // namespace memtrace::driver
