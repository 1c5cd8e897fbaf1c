// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// identity.cpp: see identity.h.
#include "core/identity.h"

#include "core/options.h"
#include "ledger/ledger.h"
#include "os/process.h"
#include "os/restrictions.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

namespace memtrace::rt {
namespace {

uint32_t pid, parent_pid; // as note_process() found them

// The executable's path; asked for once.
const char *program() {
  static char path[PATH_MAX];
  if (!path[0] && readlink("/proc/self/exe", path, sizeof path - 1) <= 0)
    strcpy(path, "unknown");
  return path;
}

uint64_t time_of_day() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// The arguments, NUL-separated in /proc, with spaces between.
const char *command_line(char *out, size_t capacity) {
  int fd =
      is_restricted() ? -1 : open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
  ssize_t size = 0;
  if (fd >= 0) {
    size = read(fd, out, capacity - 1);
    close(fd);
  }
  if (size <= 0)
    return program();
  while (size > 0 && out[size - 1] == '\0')
    --size;
  for (ssize_t i = 0; i < size; ++i)
    if (out[i] == '\0')
      out[i] = ' ';
  out[size] = '\0';
  return out;
}

} // namespace

void note_process() {
  auto now = (uint32_t)getpid();
  if (now == pid)
    return;
  parent_pid = pid;
  pid = now;
}

void enter_identity() {
  static char arguments[4096];
  note_process();
  g_header->pid = pid;
  g_header->parent_pid = parent_pid;
  g_header->process_start = process_start(g_header->pid);
  g_header->pid_namespace = pid_namespace();
  boot_id(g_header->boot_id);
  g_header->program = intern(program());
  if (!g_options.omits_command_line)
    g_header->command_line = intern(command_line(arguments, sizeof arguments));
  g_header->start_time = time_of_day();
  g_header->end_time = 0;
  g_header->finished = 0;
}

Owner owner_of(const memtrace_ledger_header &header) {
  bool before_boot =
      strncmp(header.boot_id, g_header->boot_id, sizeof header.boot_id) != 0;
  if (!before_boot && header.pid_namespace != g_header->pid_namespace)
    return Owner::kAlive;
  uint64_t start = process_start(header.pid);
  bool is_there = start == header.process_start ||
                  (start == 0 && kill((pid_t)header.pid, 0) == 0);
  if (!before_boot && header.pid != g_header->pid && is_there)
    return Owner::kAlive;
  return header.finished ? Owner::kFinished : Owner::kDead;
}

namespace {

void enter_peak_rss(memtrace_ledger_header *header) {
  rusage usage;
  if (!is_restricted() && getrusage(RUSAGE_SELF, &usage) == 0)
    header->peak_rss = (uint64_t)usage.ru_maxrss * 1024;
}

} // namespace

void enter_snapshot(memtrace_ledger_header *copy) {
  copy->snapshot_time = time_of_day();
  enter_peak_rss(copy);
  copy->end_time = 0;
  copy->exit_status = 0;
  copy->finished = 0;
}

void enter_end(int status) {
  enter_peak_rss(g_header);
  g_header->end_time = time_of_day();
  g_header->exit_status = status & 0xff; // what wait() tells the parent
  g_header->finished = 1;
}

// Asking may be what the program's rules forbid.
bool is_own_process() {
  return is_restricted() || (uint32_t)getpid() == g_header->pid;
}

const char *program_name() {
  const char *slash = strrchr(program(), '/');
  return slash ? slash + 1 : program();
}

} // namespace memtrace::rt
