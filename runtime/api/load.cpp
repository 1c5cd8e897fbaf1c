// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// load.cpp: reads a ledger, anybody's, into a snapshot. What the file says is
// believed only as far as load_checks.h has checked it.
#include "api/dump.h"
#include "api/load_checks.h"

#include "core/pages.h"
#include "os/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

namespace memtrace::rt {
namespace {

constexpr uint64_t kPage = 4096;
// Of all sections in memory; a sparse file may promise any size.
constexpr uint64_t kMostBytes = uint64_t(4) << 30;
// Where a peak comes while a process's counters are read, they say nothing of
// either.
constexpr int kTries = 5;

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
  uint64_t size_now() {
    struct stat status;
    if (fstat(fd_, &status) == 0)
      size_ = (uint64_t)status.st_size;
    return size_;
  }

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
  explicit Loading(File &file) : file_(file) {}

  int load(memtrace_snapshot **out) {
    if (!read_header() || !read_extents())
      return status_;
    ScratchArray<char> strings(kPages);
    ScratchArray<memtrace_ledger_frame> frames(kPages);
    ScratchArray<memtrace_ledger_site> sites(kPages);
    ScratchArray<memtrace_ledger_caller> callers(kPages);
    ScratchArray<memtrace_ledger_context> contexts(kPages);
    ScratchArray<memtrace_counter> counters(kPages);
    uint64_t there[MEMTRACE_SECTION_CONTEXTS + 1] = {};
    if (!read_section(MEMTRACE_SECTION_STRINGS, header_.string_bytes, &strings,
                      there) ||
        !read_section(MEMTRACE_SECTION_FRAMES, header_.frame_count, &frames,
                      there) ||
        !read_section(MEMTRACE_SECTION_SITES, header_.site_count, &sites,
                      there) ||
        !read_section(MEMTRACE_SECTION_CALLERS, header_.caller_count, &callers,
                      there) ||
        !read_section(MEMTRACE_SECTION_CONTEXTS, header_.context_count,
                      &contexts, there) ||
        !add_up_counters(&counters))
      return status_;
    if (!are_records_good(header_, {strings.data(), frames.data(), sites.data(),
                                    callers.data(), contexts.data()}))
      return MEMTRACE_BAD_FILE;
    // What an incomplete file lacks takes no memory.
    uint64_t string_bytes = there[MEMTRACE_SECTION_STRINGS];
    bool is_cut = string_bytes == 0 || strings[string_bytes - 1] != '\0';
    header_.string_bytes = string_bytes + is_cut;
    header_.frame_count = (uint32_t)there[MEMTRACE_SECTION_FRAMES];
    header_.site_count = (uint32_t)there[MEMTRACE_SECTION_SITES];
    header_.caller_count = (uint32_t)there[MEMTRACE_SECTION_CALLERS];
    // In every ledger the unknown one's is there; it is read, too.
    if (header_.site_count <= MEMTRACE_UNKNOWN_SITE)
      header_.site_count = MEMTRACE_UNKNOWN_SITE + 1;
    if (header_.program >= header_.string_bytes)
      header_.program = 0;
    if (header_.command_line >= header_.string_bytes)
      header_.command_line = 0;
    forget_missing(header_, {strings.data(), frames.data(), sites.data(),
                             callers.data(), contexts.data()});
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
    note_time();
    *out = make_snapshot({view, &header_, counters.data()});
    return *out ? MEMTRACE_OK : MEMTRACE_NO_MEMORY;
  }

  bool has_new_peak() const {
    uint64_t generation;
    return !header_.finished &&
           file_.read(offsetof(memtrace_ledger_header, peak_generation),
                      &generation, sizeof generation) &&
           generation != header_.peak_generation;
  }

private:
  bool fail(int status) {
    status_ = status;
    return false;
  }

  bool read_header() {
    return file_.read(0, &header_, sizeof header_) && read_counts() &&
           is_header_good(header_, file_.size());
  }

  // A process that counts enters what is referred to before it counts what
  // refers to it, so each of these has to be younger than the one before; that
  // of extents is the youngest.
  bool read_counts() {
    auto read_again = [this](auto &field) {
      auto offset = (uint64_t)(reinterpret_cast<char *>(&field) -
                               reinterpret_cast<char *>(&header_));
      return file_.read(offset, &field, sizeof field);
    };
    return read_again(header_.caller_count) && read_again(header_.site_count) &&
           read_again(header_.frame_count) &&
           read_again(header_.string_bytes) && read_again(header_.extent_count);
  }

  bool read_extents() {
    uint64_t bytes = header_.extent_count * sizeof(memtrace_ledger_extent);
    if (!extents_.take((size_t)header_.extent_count + 1))
      return fail(MEMTRACE_NO_MEMORY);
    // The file as it is after the table was read.
    return file_.read(sizeof header_, extents_.data(), bytes) &&
           are_extents_good(header_, extents_.data(), file_.size_now());
  }

  void note_time() {
    if (header_.snapshot_time)
      return;
    timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    header_.snapshot_time =
        header_.finished ? header_.end_time
                         : (uint64_t)now.tv_sec * 1000000000 + now.tv_nsec;
  }

  // Calls read(place in the section, offset in the file, bytes) for what is
  // there of the first `length` bytes of a section. False as soon as that is.
  template <typename Read>
  bool for_each_piece(uint16_t section, uint64_t length, Read read) {
    for (uint32_t i = 0; i < header_.extent_count; ++i) {
      const memtrace_ledger_extent &extent = extents_[i];
      if (extent.section != section || extent.first >= length)
        continue;
      uint64_t size = smaller(extent.bytes, length - extent.first);
      if (extent.flags & MEMTRACE_EXTENT_NOT_IN_FILE) {
        uint64_t end = file_.size() & -kPage;
        size = extent.offset < end ? smaller(size, end - extent.offset) : 0;
      }
      if (size > 0 && !read(extent.first, extent.offset, size))
        return false;
    }
    return true;
  }

  static uint64_t smaller(uint64_t a, uint64_t b) { return a < b ? a : b; }

  // At least two, and one more than `count`, which are zero: strings end there.
  // Notes how many there are before the file has no more.
  template <typename T>
  bool read_section(uint16_t section, uint64_t count, ScratchArray<T> *to,
                    uint64_t *there) {
    uint64_t length = count * sizeof(T);
    if (count > kMostBytes / sizeof(T) || length > kMostBytes - taken_)
      return fail(MEMTRACE_BAD_FILE);
    taken_ += length;
    if (!to->take((size_t)count + 2))
      return fail(MEMTRACE_NO_MEMORY);
    auto *bytes = reinterpret_cast<char *>(to->data());
    return for_each_piece(section, length,
                          [&](uint64_t at, uint64_t offset, uint64_t size) {
                            if (there[section] < (at + size) / sizeof(T))
                              there[section] = (at + size) / sizeof(T);
                            return file_.read(offset, bytes + at, size);
                          });
  }

  // Of all slabs. A slab's extents are sparse.
  bool add_up_counters(ScratchArray<memtrace_counter> *to) {
    constexpr uint64_t kCounter = sizeof(memtrace_counter);
    uint64_t length = header_.context_count * kCounter;
    if (!to->take((size_t)header_.context_count + 1))
      return fail(MEMTRACE_NO_MEMORY);
    memtrace_counter *sums = to->data();
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
            memtrace_counter *to = sums + (at + done) / kCounter;
            for (uint64_t i = 0; i < bytes / kCounter; ++i)
              add(to[i], piece[i], header_.peak_generation);
            done += bytes;
          }
          return true;
        });
    for (uint32_t id = 0; id < header_.context_count; ++id) {
      if (id < header_.first_context)
        sums[id] = {};
      sums[id].generation = header_.peak_generation;
    }
    complete_peak(header_, sums, header_.context_count);
    return read;
  }

  File &file_;
  ScratchArray<memtrace_ledger_extent> extents_{kPages};
  uint64_t taken_ = 0;
  int status_ = MEMTRACE_BAD_FILE;
  memtrace_ledger_header header_ = {}; // last, since it ends in an array
};

} // namespace

int load_snapshot(const char *path, memtrace_snapshot **out) {
  *out = nullptr;
  File file(path);
  if (!file.is_open())
    return MEMTRACE_NO_FILE;
  for (int i = 1;; ++i) {
    Loading loading(file);
    int status = loading.load(out);
    if (status != MEMTRACE_OK || i == kTries || !loading.has_new_peak())
      return status;
    free_snapshot(*out);
    *out = nullptr;
  }
}

} // namespace memtrace::rt
