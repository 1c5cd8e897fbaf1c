// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dump.cpp: writes a snapshot as a ledger: an extent for each section, and one
// slab.
#include "api/dump.h"

#include "os/files.h"
#include "os/line.h"
#include "os/memory.h"

#include <limits.h>
#include <unistd.h>

namespace memtrace::rt {
namespace {

// The format's, whatever the machine's pages are.
constexpr uint64_t kPage = 4096;
constexpr uint32_t kExtents = 6;

uint64_t pages(uint64_t bytes) { return (bytes + kPage - 1) & ~(kPage - 1); }

class Dump {
public:
  Dump(int fd, const memtrace_snapshot &snapshot)
      : fd_(fd), snapshot_(snapshot), view_(snapshot.view()),
        header_(snapshot.catalogue->header) {}

  bool write() {
    header_.header_bytes = (uint32_t)pages(sizeof header_ + sizeof(extents_));
    header_.extent_capacity = header_.extent_count = kExtents;
    header_.slab_count = 1;
    header_.file_incomplete = 0;
    end_ = header_.header_bytes;
    return put(MEMTRACE_SECTION_STRINGS, view_.strings, header_.string_bytes) &&
           put(MEMTRACE_SECTION_FRAMES, view_.frames, header_.frame_count) &&
           put(MEMTRACE_SECTION_SITES, view_.sites, view_.site_count) &&
           put(MEMTRACE_SECTION_CALLERS, view_.callers, view_.caller_count) &&
           put_contexts() && put_counters() &&
           ftruncate(fd_, (off_t)end_) == 0 &&
           put_at(sizeof header_, extents_, sizeof extents_) &&
           put_at(0, &header_, sizeof header_);
  }

private:
  bool put_at(uint64_t offset, const void *bytes, size_t size) {
    return lseek(fd_, (off_t)offset, SEEK_SET) >= 0 &&
           write_quietly(fd_, bytes, size);
  }

  void add_extent(memtrace_section section, uint64_t size) {
    uint64_t bytes = pages(size ? size : 1);
    extents_[count_++] = {end_, 0, bytes, (uint16_t)section, 0, 0};
    end_ += bytes;
  }

  template <typename T>
  bool put(memtrace_section section, const T *items, uint64_t count) {
    uint64_t size = count * sizeof(T);
    bool written = put_at(end_, items, size);
    add_extent(section, size);
    return written;
  }

  // In a ledger the first two are always there: nobody's, and the unknown
  // one's, which here may be any of the others.
  bool put_contexts() {
    const memtrace_ledger_context first[] = {{0, 0},
                                             {MEMTRACE_UNKNOWN_SITE, 0}};
    uint64_t more = view_.context_count - 1;
    uint64_t size = (2 + more) * sizeof *view_.contexts;
    header_.context_count = (uint32_t)(2 + more);
    bool written = put_at(end_, first, sizeof first) &&
                   put_at(end_ + sizeof first, view_.contexts + 1,
                          more * sizeof *view_.contexts);
    add_extent(MEMTRACE_SECTION_CONTEXTS, size);
    return written;
  }

  bool put_counters() {
    uint64_t generation = header_.peak_generation;
    memtrace_counter piece[kPage / sizeof(memtrace_counter)];
    constexpr uint32_t kInPiece = kPage / sizeof(memtrace_counter);
    uint64_t at = end_;
    for (uint32_t id = 0; id < header_.context_count; id += kInPiece) {
      for (uint32_t i = 0; i < kInPiece; ++i)
        piece[i] = id + i >= 2 && id + i < header_.context_count
                       ? counter_of(snapshot_.amounts[id + i - 1], generation)
                       : memtrace_counter();
      if (!put_at(at, piece, sizeof piece))
        return false;
      at += sizeof piece;
    }
    add_extent(MEMTRACE_SECTION_COUNTERS, at - end_);
    return true;
  }

  static memtrace_counter counter_of(const ContextAmounts &amounts,
                                     uint64_t generation) {
    Amount freed = amounts.allocated;
    freed -= amounts.current;
    memtrace_counter counter = {};
    counter.allocated_bytes = (uint64_t)amounts.allocated.bytes;
    counter.allocated_blocks = (uint64_t)amounts.allocated.blocks;
    counter.freed_bytes = (uint64_t)freed.bytes;
    counter.freed_blocks = (uint64_t)freed.blocks;
    counter.saved_bytes = amounts.peak.bytes;
    counter.saved_blocks = amounts.peak.blocks;
    counter.generation = generation;
    return counter;
  }

  int fd_;
  const memtrace_snapshot &snapshot_;
  const LedgerView &view_;
  memtrace_ledger_extent extents_[kExtents];
  uint32_t count_ = 0;
  uint64_t end_ = 0;
  memtrace_ledger_header header_; // last, since it ends in an array
};

bool write_dump(int fd, void *snapshot) {
  return Dump(fd, *static_cast<const memtrace_snapshot *>(snapshot)).write();
}

} // namespace

int dump_snapshot(const memtrace_snapshot &snapshot, const char *path) {
  LineOf<PATH_MAX> temporary;
  auto *context = const_cast<memtrace_snapshot *>(&snapshot);
  bool written = add_temporary_name(path, &temporary) &&
                 replace_file(path, temporary.c_str(), write_dump, context);
  return written ? MEMTRACE_OK : MEMTRACE_NO_FILE;
}

} // namespace memtrace::rt
