// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// process.cpp: see process.h.
#include "os/process.h"

#include "os/line.h"
#include "os/restrictions.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace memtrace::rt {

namespace {

// The file's start as a string; false when there is none.
bool read_start(const char *name, char *text, size_t capacity) {
  int fd = is_restricted() ? -1 : open(name, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return false;
  ssize_t size = read(fd, text, capacity - 1);
  close(fd);
  text[size > 0 ? size : 0] = '\0';
  return size > 0;
}

} // namespace

uint64_t process_start(uint32_t pid) {
  LineOf<64> name;
  name.add("/proc/").add_number(pid).add("/stat");
  char text[1024];
  if (!read_start(name.c_str(), text, sizeof text))
    return 0;
  // The second field is a name in parentheses that may hold anything; the
  // start is the 22nd, and a space stands before each.
  const char *at = strrchr(text, ')');
  for (int field = 2; at && field < 22; ++field)
    at = strchr(at + 1, ' ');
  if (!at)
    return 0;
  uint64_t ticks = 0;
  for (++at; *at >= '0' && *at <= '9'; ++at)
    ticks = ticks * 10 + (uint64_t)(*at - '0');
  return ticks;
}

uint64_t pid_namespace() {
  struct stat status;
  bool known = !is_restricted() && stat("/proc/self/ns/pid", &status) == 0;
  return known ? status.st_ino : 0;
}

void boot_id(char (&out)[kBootId]) {
  if (!read_start("/proc/sys/kernel/random/boot_id", out, kBootId))
    out[0] = '\0';
  if (char *end = strchr(out, '\n'))
    *end = '\0';
}

uint32_t thread_count() {
  constexpr uint32_t kMany = 64;
  int saved = errno;
  struct stat status;
  // Each thread is a folder in it.
  bool found = !is_restricted() && stat("/proc/self/task", &status) == 0 &&
               status.st_nlink > 2;
  errno = saved;
  return found ? (uint32_t)status.st_nlink - 2 : kMany;
}

} // namespace memtrace::rt
