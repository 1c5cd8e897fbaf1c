// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// identity.cpp: see identity.h.
#include "core/identity.h"

#include "ledger/ledger.h"
#include "os/process.h"

#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

namespace memtrace::rt {
namespace {

char program[PATH_MAX];

uint64_t time_of_day() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// The arguments, NUL-separated in /proc, with spaces between.
const char *command_line(char *out, size_t capacity) {
  int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
  ssize_t size = 0;
  if (fd >= 0) {
    size = read(fd, out, capacity - 1);
    close(fd);
  }
  if (size <= 0)
    return program;
  while (size > 0 && out[size - 1] == '\0')
    --size;
  for (ssize_t i = 0; i < size; ++i)
    if (out[i] == '\0')
      out[i] = ' ';
  out[size] = '\0';
  return out;
}

} // namespace

void enter_identity() {
  static char arguments[4096];
  if (!program[0]) {
    ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
    if (size <= 0)
      strcpy(program, "unknown");
  }
  g_header->pid = (uint32_t)getpid();
  g_header->process_start = process_start(g_header->pid);
  g_header->program = intern(program);
  g_header->command_line = intern(command_line(arguments, sizeof arguments));
  g_header->start_time = time_of_day();
  g_header->end_time = 0;
  g_header->finished = 0;
}

void enter_end(int status) {
  g_header->end_time = time_of_day();
  g_header->exit_status = status & 0xff; // what wait() tells the parent
  g_header->finished = 1;
}

bool is_own_process() { return (uint32_t)getpid() == g_header->pid; }

const char *program_name() {
  const char *slash = strrchr(program, '/');
  return slash ? slash + 1 : program;
}

} // namespace memtrace::rt
