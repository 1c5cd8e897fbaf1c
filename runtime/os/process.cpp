// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// process.cpp: see process.h.
#include "os/process.h"

#include "os/line.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

namespace memtrace::rt {

uint64_t process_start(uint32_t pid) {
  LineOf<64> name;
  name.add("/proc/").add_number(pid).add("/stat");
  int fd = open(name.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return 0;
  char text[1024];
  ssize_t size = read(fd, text, sizeof text - 1);
  close(fd);
  if (size <= 0)
    return 0;
  text[size] = '\0';
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

} // namespace memtrace::rt
