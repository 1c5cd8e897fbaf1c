// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// files.cpp: see files.h.
#include "os/files.h"

#include "os/libc.h"
#include "os/line.h"
#include "os/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace memtrace::rt {

uint64_t largest_file() {
  rlimit limit;
  if (getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return UINT64_MAX;
  return limit.rlim_cur & ~uint64_t(page_size() - 1);
}

int create_private(const char *name) {
  unlink(name); // of a process that had our pid and was killed
  int fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd >= 0)
    fchmod(fd, 0600); // whatever the umask
  return fd;
}

namespace {

// By its descriptor a file without a name is found there.
void name_by_descriptor(int fd, Line *out) {
  out->add("/proc/self/fd/").add_number((uint64_t)fd);
}

} // namespace

int create_nameless(const char *beside) {
  static char folder[PATH_MAX]; // the stack may be a signal handler's
  Line name(folder, sizeof folder);
  name.add(beside, (size_t)(strrchr(beside, '/') + 1 - beside));
  int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    return -1;
  LineOf<32> link;
  name_by_descriptor(fd, &link);
  char to;
  if (fchmod(fd, 0600) == 0 && readlink(link.c_str(), &to, 1) == 1)
    return fd;
  close(fd);
  return -1;
}

bool link_to_free_name(int fd, const char *to) {
  LineOf<32> link;
  name_by_descriptor(fd, &link);
  return linkat(AT_FDCWD, link.c_str(), AT_FDCWD, to, AT_SYMLINK_FOLLOW) == 0;
}

bool rename_to_free_name(const char *from, const char *to) {
  // Not every C library has a function for it, nor the flag's name.
  constexpr unsigned kNoReplace = 1;
  if (syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, kNoReplace) == 0)
    return true;
  if (errno == EEXIST || errno == ENOENT)
    return false;
  // File systems that don't know how, NFS for one, know this.
  if (link(from, to) != 0)
    return false;
  unlink(from);
  return true;
}

bool add_temporary_name(const char *path, Line *name) {
  static uint32_t number;
  name->add(path).add('.').add_number((uint64_t)getpid()).add('.');
  name->add_number(__atomic_add_fetch(&number, 1, __ATOMIC_RELAXED));
  name->add(".tmp");
  if (!name->overflowed())
    return true;
  errno = ENAMETOOLONG;
  return false;
}

bool replace_file(const char *path, const char *temporary,
                  bool (*write)(int fd, void *context), void *context) {
  int fd = create_private(temporary);
  if (fd < 0)
    return false;
  bool done = write(fd, context);
  int error = errno;
  if (close(fd) != 0 && done) {
    done = false;
    error = errno;
  }
  if (done && rename(temporary, path) == 0)
    return true;
  if (done)
    error = errno;
  unlink(temporary);
  errno = error;
  return false;
}

const char *error_name(int error) {
  const char *name = describe_error(error);
  return name ? name : "unknown error";
}

} // namespace memtrace::rt
