// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// backing.cpp: see backing.h.
#include "ledger/backing.h"

#include "os/files.h"
#include "os/memory.h"
#include "os/restrictions.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

// Linux 5.14; older headers don't know it.
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

namespace memtrace::rt {
namespace {

// Sparse, so that it costs nothing: more than most programs ever use.
constexpr uint64_t kFirstBytes = uint64_t(16) << 20;

struct File {
  dev_t device;
  ino_t inode;
};

// Of an extent on a file system where also reading needs room.
constexpr size_t kMostFilled = size_t(1) << 20;

struct Backing {
  const char *path; // null: there is no file
  File file;
  File root; // where the path begins
  char *window;
  uint64_t bytes; // of the file, and of the window
  bool needs_room_to_read;
};
Backing backing;
bool cannot_populate;

class KeepErrno {
public:
  ~KeepErrno() { errno = saved_; }

private:
  int saved_ = errno;
};

// Makes the file `bytes` long and maps all of it.
bool extend(int fd, uint64_t bytes) {
  if (ftruncate(fd, (off_t)bytes) != 0)
    return false;
  // Without MADV_POPULATE_WRITE a full disk must show here.
  if (cannot_populate &&
      fallocate(fd, 0, (off_t)backing.bytes, (off_t)(bytes - backing.bytes)) !=
          0 &&
      errno == ENOSPC)
    return false;
  void *window =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (window == MAP_FAILED)
    return false;
  madvise(window, bytes, MADV_NOHUGEPAGE);
  if (backing.window)
    munmap(backing.window, backing.bytes);
  backing.window = static_cast<char *>(window);
  backing.bytes = bytes;
  return true;
}

bool is(const File &file, const struct stat &status) {
  return status.st_dev == file.device && status.st_ino == file.inode;
}

bool has_other_root() {
  struct stat root;
  return stat("/", &root) != 0 || !is(backing.root, root);
}

// The file again, or -1: gone, replaced, or out of reach.
int reopen() {
  if (!backing.path || is_restricted())
    return -1;
  int fd = open(backing.path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  struct stat status;
  if (fd >= 0 && (fstat(fd, &status) != 0 || !is(backing.file, status))) {
    close(fd);
    fd = -1;
  }
  return fd;
}

// Tells of a full disk by an error, not by a signal.
bool make_writable(void *address, size_t bytes) {
  int failed;
  do
    failed = madvise(address, bytes, MADV_POPULATE_WRITE);
  while (failed && (errno == EAGAIN || errno == EINTR));
  return !failed;
}

// In a tmpfs even a page that was never written takes room when it is read, as
// the hooks do to learn that a counter is new.
bool needs_room_to_read(int fd) {
  struct statfs system;
  return fstatfs(fd, &system) == 0 && system.f_type == TMPFS_MAGIC;
}

bool grow(uint64_t least) {
  if (is_restricted())
    return false;
  uint64_t most = largest_file();
  if (least > most)
    return false;
  uint64_t bytes = backing.bytes;
  while (bytes < least)
    bytes *= 2;
  int fd = reopen();
  if (fd < 0)
    return false;
  bool grown = extend(fd, bytes < most ? bytes : most);
  close(fd);
  return grown;
}

} // namespace

bool open_backing(int fd, uint64_t least) {
  KeepErrno keep;
  struct stat status;
  if (fstat(fd, &status) != 0)
    return false;
  uint64_t bytes = affordable_reservation(kFirstBytes);
  uint64_t most = largest_file();
  if (bytes > most)
    bytes = most;
  if (bytes < least)
    return false;
  backing = {};
  backing.needs_room_to_read = needs_room_to_read(fd);
  backing.file = {status.st_dev, status.st_ino};
  if (stat("/", &status) == 0)
    backing.root = {status.st_dev, status.st_ino};
  if (!extend(fd, bytes))
    return false;
  // Most programs need a few pages of it. Reading ahead would fill the page
  // cache with up to all of it, zeros, at each start; one that needs more has
  // it again when the file grows.
  madvise(backing.window, bytes, MADV_RANDOM);
  // Tells whether this kernel can: the first page is the header's in any case.
  if (madvise(backing.window, page_size(), MADV_POPULATE_WRITE) == 0)
    return true;
  if (errno == EINVAL) {
    cannot_populate = true;
    if (fallocate(fd, 0, 0, (off_t)bytes) == 0 || errno != ENOSPC)
      return true;
  }
  forget_backing();
  return false;
}

void name_backing(const char *path) { backing.path = path; }

void forget_backing() {
  KeepErrno keep;
  if (backing.window)
    munmap(backing.window, backing.bytes);
  backing = {};
}

bool has_backing() { return backing.window != nullptr; }

bool back(void *address, size_t bytes, uint64_t offset) {
  KeepErrno keep;
  if (!backing.window || is_strictly_restricted() ||
      (offset + bytes > backing.bytes && !grow(offset + bytes)))
    return false;
  // Of length 0: the pages stay where they are and are mapped once more.
  bool mapped = mremap(backing.window + offset, 0, bytes,
                       MREMAP_MAYMOVE | MREMAP_FIXED, address) == address;
  // Nobody reads ahead in the header. A large extent would be filled for a few
  // pages; what isn't there on a full disk, the handler of SIGBUS replaces.
  bool is_whole = !backing.needs_room_to_read || offset == 0 ||
                  bytes > kMostFilled || cannot_populate || is_restricted();
  if (mapped && (is_whole || make_writable(address, bytes)))
    return true;
  // A mapping that failed may have taken away what was there.
  if (mapped || !is_readable(address))
    reserve_again(address, bytes);
  return false;
}

bool populate(void *page) {
  KeepErrno keep;
  if (cannot_populate || is_restricted())
    return true;
  return make_writable(page, page_size());
}

Whereabouts find_backing() {
  KeepErrno keep;
  struct stat status;
  if (!backing.path)
    return Whereabouts::kGone;
  if (has_other_root())
    return Whereabouts::kOutOfReach;
  if (lstat(backing.path, &status) == 0)
    return is(backing.file, status) ? Whereabouts::kInPlace
                                    : Whereabouts::kGone;
  return errno == EACCES ? Whereabouts::kOutOfReach : Whereabouts::kGone;
}

void shrink_backing(uint64_t bytes) {
  KeepErrno keep;
  int fd = bytes < backing.bytes ? reopen() : -1;
  if (fd < 0)
    return;
  if (ftruncate(fd, (off_t)bytes) == 0) {
    munmap(backing.window + bytes, backing.bytes - bytes);
    backing.bytes = bytes;
  }
  close(fd);
}

} // namespace memtrace::rt
