// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// load.cpp: reads a ledger, anybody's, into a snapshot. What the file says is
// believed only as far as it was checked; indices are left to those who follow
// them, in report/, which take what makes no sense for unknown.
#include "api/dump.h"

#include "os/memory.h"
#include "report/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace memtrace::rt {
namespace {

constexpr uint64_t kPage = 4096;
// Of one section in memory; a sparse file may promise any size.
constexpr uint64_t kMostBytes = uint64_t(4) << 30;
constexpr uint32_t kMostFramesKept = 128;

void *take_pages(void *, size_t bytes) { return map(bytes); }
void give_back_pages(void *, void *memory, size_t bytes) {
  unmap(memory, bytes);
}
constexpr Scratch kPages = {take_pages, give_back_pages, nullptr};

class File {
public:
  explicit File(const char *path)
      : fd_(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    struct stat status;
    if (fd_ >= 0 && (fstat(fd_, &status) != 0 || !S_ISREG(status.st_mode))) {
      close(fd_);
      fd_ = -1;
      errno = EISDIR;
    }
    size_ = fd_ >= 0 ? (uint64_t)status.st_size : 0;
  }
  ~File() {
    int saved = errno;
    if (fd_ >= 0)
      close(fd_);
    errno = saved;
  }
  File(const File &) = delete;
  File &operator=(const File &) = delete;

  bool is_open() const { return fd_ >= 0; }
  uint64_t size() const { return size_; }

  bool read(uint64_t offset, void *to, uint64_t bytes) const {
    auto *at = static_cast<char *>(to);
    while (bytes > 0) {
      ssize_t got = pread(fd_, at, bytes, (off_t)offset);
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return false;
      at += got;
      offset += (uint64_t)got;
      bytes -= (uint64_t)got;
    }
    return true;
  }

  // Where something is written, from an offset on.
  uint64_t next_data(uint64_t offset) const {
    off_t found = lseek(fd_, (off_t)offset, SEEK_DATA);
    if (found >= 0)
      return (uint64_t)found;
    return errno == ENXIO ? size_ : offset;
  }

private:
  int fd_;
  uint64_t size_;
};

class Loading {
public:
  explicit Loading(const File &file) : file_(file) {}

  int load(memtrace_snapshot **out) {
    if (!read_header() || !read_extents())
      return MEMTRACE_BAD_FILE;
    ScratchArray<char> strings(kPages);
    ScratchArray<memtrace_ledger_frame> frames(kPages);
    ScratchArray<memtrace_ledger_site> sites(kPages);
    ScratchArray<memtrace_ledger_caller> callers(kPages);
    ScratchArray<memtrace_ledger_context> contexts(kPages);
    ScratchArray<memtrace_counter> counters(kPages);
    if (!read_section(MEMTRACE_SECTION_STRINGS, header_.string_bytes,
                      &strings) ||
        !read_section(MEMTRACE_SECTION_FRAMES, header_.frame_count, &frames) ||
        !read_section(MEMTRACE_SECTION_SITES, header_.site_count, &sites) ||
        !read_section(MEMTRACE_SECTION_CALLERS, header_.caller_count,
                      &callers) ||
        !read_section(MEMTRACE_SECTION_CONTEXTS, header_.context_count,
                      &contexts) ||
        !counters.take((size_t)header_.context_count + 1) ||
        !add_up_counters(counters.data()))
      return status_;
    if (!check_sites(sites.data()) || !check_callers(callers.data()))
      return MEMTRACE_BAD_FILE;
    LedgerView view;
    view.header = &header_;
    view.strings = strings.data();
    view.frames = frames.data();
    view.sites = sites.data();
    view.callers = callers.data();
    view.contexts = contexts.data();
    view.site_count = header_.site_count;
    view.caller_count = header_.caller_count;
    view.context_count = header_.context_count;
    *out = make_snapshot({view, &header_, counters.data()});
    return *out ? MEMTRACE_OK : MEMTRACE_NO_MEMORY;
  }

private:
  bool read_header() {
    if (!file_.read(0, &header_, sizeof header_) ||
        memcmp(header_.magic, MEMTRACE_LEDGER_MAGIC, sizeof header_.magic) !=
            0 ||
        header_.version != MEMTRACE_LEDGER_VERSION)
      return false;
    uint64_t table = sizeof header_ + uint64_t{header_.extent_capacity} *
                                          sizeof(memtrace_ledger_extent);
    return header_.extent_count <= header_.extent_capacity &&
           header_.header_bytes >= table &&
           file_.size() >= header_.header_bytes && header_.first_context != 0 &&
           header_.site_count >= 1 &&
           header_.site_count <= MEMTRACE_LEDGER_MAX_IDS &&
           header_.context_count >= 1 &&
           header_.context_count <= MEMTRACE_LEDGER_MAX_IDS &&
           header_.frames_kept >= 1 && header_.frames_kept <= kMostFramesKept &&
           header_.string_bytes >= 1 && header_.string_bytes < UINT32_MAX;
  }

  // Those in the file.
  bool read_extents() {
    if (!extents_.take((size_t)header_.extent_count + 1) ||
        !file_.read(sizeof header_, extents_.data(),
                    header_.extent_count * sizeof(memtrace_ledger_extent)))
      return false;
    for (uint32_t i = 0; i < header_.extent_count; ++i) {
      const memtrace_ledger_extent &extent = extents_[i];
      if (extent.flags & MEMTRACE_EXTENT_NOT_IN_FILE)
        continue;
      if (extent.section < MEMTRACE_SECTION_STRINGS ||
          extent.section > MEMTRACE_SECTION_COUNTERS || extent.bytes == 0 ||
          (extent.offset | extent.first | extent.bytes) % kPage != 0 ||
          extent.bytes > file_.size() ||
          extent.offset > file_.size() - extent.bytes ||
          extent.first > UINT64_MAX - extent.bytes)
        return false;
    }
    return true;
  }

  // Calls read(place in the section, offset in the file, bytes) for what is
  // there of the first `length` bytes of a section. False as soon as that is.
  template <typename Read>
  bool for_each_piece(uint16_t section, uint64_t length, Read read) {
    for (uint32_t i = 0; i < header_.extent_count; ++i) {
      const memtrace_ledger_extent &extent = extents_[i];
      if (extent.section != section || extent.first >= length ||
          (extent.flags & MEMTRACE_EXTENT_NOT_IN_FILE))
        continue;
      uint64_t left = length - extent.first;
      if (!read(extent.first, extent.offset,
                left < extent.bytes ? left : extent.bytes))
        return false;
    }
    return true;
  }

  // One more than `count`, which is zero: strings end there.
  template <typename T>
  bool read_section(uint16_t section, uint64_t count, ScratchArray<T> *to) {
    uint64_t length = count * sizeof(T);
    status_ = MEMTRACE_BAD_FILE;
    if (length > kMostBytes || !to->take((size_t)count + 1)) {
      if (length <= kMostBytes)
        status_ = MEMTRACE_NO_MEMORY;
      return false;
    }
    auto *bytes = reinterpret_cast<char *>(to->data());
    return for_each_piece(section, length,
                          [&](uint64_t at, uint64_t offset, uint64_t size) {
                            return file_.read(offset, bytes + at, size);
                          });
  }

  // Of all slabs. A slab's extents are sparse.
  bool add_up_counters(memtrace_counter *sums) {
    constexpr uint64_t kCounter = sizeof(memtrace_counter);
    uint64_t length = header_.context_count * kCounter;
    status_ = MEMTRACE_BAD_FILE;
    bool read = for_each_piece(
        MEMTRACE_SECTION_COUNTERS, length,
        [&](uint64_t at, uint64_t offset, uint64_t size) {
          uint64_t done = 0;
          while (done < size) {
            uint64_t next = file_.next_data(offset + done);
            done = next <= offset + done ? done : (next - offset) & -kPage;
            if (done >= size)
              break;
            memtrace_counter piece[kPage / kCounter];
            uint64_t bytes = size - done < kPage ? size - done : kPage;
            if (!file_.read(offset + done, piece, bytes))
              return false;
            add(sums + (at + done) / kCounter, piece, bytes / kCounter);
            done += bytes;
          }
          return true;
        });
    for (uint32_t id = 0; id < header_.context_count; ++id) {
      if (id < header_.first_context)
        sums[id] = {};
      sums[id].generation = header_.peak_generation;
    }
    return read;
  }

  void add(memtrace_counter *sums, const memtrace_counter *counters,
           uint64_t count) {
    for (uint64_t i = 0; i < count; ++i) {
      const memtrace_counter &from = counters[i];
      memtrace_counter &sum = sums[i];
      Amount peak{sum.saved_bytes, sum.saved_blocks};
      peak += amount_of(from, header_.peak_generation, SortKey::kPeak);
      sum.allocated_bytes += from.allocated_bytes;
      sum.allocated_blocks += from.allocated_blocks;
      sum.freed_bytes += from.freed_bytes;
      sum.freed_blocks += from.freed_blocks;
      sum.saved_bytes = peak.bytes;
      sum.saved_blocks = peak.blocks;
      sum.damaged_blocks += from.damaged_blocks;
    }
  }

  // These two keep stacks short, whatever the file says.

  bool check_sites(const memtrace_ledger_site *sites) const {
    uint64_t frames = 0;
    for (uint32_t i = 1; i < header_.site_count; ++i)
      frames += sites[i].frame_count;
    return frames <= uint64_t{header_.frame_count} + 1; // the unknown one's
  }

  bool check_callers(const memtrace_ledger_caller *callers) const {
    for (uint32_t i = 1; i < header_.caller_count; ++i) {
      const memtrace_ledger_caller &caller = callers[i];
      bool is_there = caller.depth != 0;
      if (is_there &&
          (caller.outer >= i || caller.depth > 2 * header_.frames_kept))
        return false;
    }
    return true;
  }

  const File &file_;
  ScratchArray<memtrace_ledger_extent> extents_{kPages};
  int status_ = MEMTRACE_BAD_FILE;
  memtrace_ledger_header header_ = {}; // last, since it ends in an array
};

} // namespace

int load_snapshot(const char *path, memtrace_snapshot **out) {
  *out = nullptr;
  File file(path);
  if (!file.is_open())
    return MEMTRACE_NO_FILE;
  return Loading(file).load(out);
}

} // namespace memtrace::rt
