// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// output.cpp: see output.h.
#include "core/output.h"

#include "core/options.h"
#include "core/output_path.h"
#include "ledger/ledger.h"
#include "os/line.h"
#include "os/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

namespace memtrace::rt {
namespace {

bool told; // that the report can't be written

const char *error_name(int error) {
  const char *name = strerrordesc_np(error);
  return name ? name : "unknown error";
}

void say_unwritable(const char *path, int error) {
  if (told)
    return;
  told = true;
  static char text[PATH_MAX + 256];
  Line line(text, sizeof text);
  line.add("cannot write ").add(path).add(": ").add(error_name(error));
  line.add("; set MEMTRACE_OUT to a file in a directory that can be written");
  say(line);
}

bool write_all(void *context, const char *bytes, size_t size) {
  return write_quietly(*static_cast<int *>(context), bytes, size);
}

void *take_pages(void *, size_t bytes) { return map(bytes); }
void give_back_pages(void *, void *memory, size_t bytes) {
  unmap(memory, bytes);
}

uint64_t pages_of(uint64_t bytes) {
  return (bytes + page_size() - 1) & ~uint64_t(page_size() - 1);
}

// Of the ledger, what is in use, in pages; and the tags.
uint64_t own_memory(const LedgerView &view) {
  const memtrace_ledger_header &h = *view.header;
  uint64_t bytes = pages_of(sizeof h + h.extent_count * sizeof *h.extents) +
                   pages_of(h.string_bytes) +
                   pages_of(h.frame_count * sizeof *view.frames) +
                   pages_of(h.site_count * sizeof *view.sites) +
                   h.slab_count * pages_of(h.site_count * sizeof **view.slabs);
  Amount live = {};
  for (uint32_t site = MEMTRACE_UNKNOWN_SITE; site < view.site_count; ++site)
    live.blocks += amount_of(view, site, SortKey::kCurrent).blocks;
  return bytes + (uint64_t)live.blocks * sizeof(uint32_t);
}

bool report_to(int fd) {
  LedgerView view = view_ledger();
  ReportOptions options;
  options.top = g_options.top;
  options.sort = g_options.sort;
  options.own_memory = own_memory(view);
  rusage usage;
  if (getrusage(RUSAGE_SELF, &usage) == 0)
    options.peak_rss = (uint64_t)usage.ru_maxrss * 1024;
  return write_report(view, options, {take_pages, give_back_pages, nullptr},
                      {write_all, &fd});
}

// Closes what open() gave; false with errno when anything failed.
bool report_into(int fd) {
  if (fd < 0)
    return false;
  bool done = report_to(fd);
  int error = errno;
  bool closed = close(fd) == 0;
  if (!done)
    errno = error;
  return done && closed;
}

// A pipe without a reader must not hold up the end of the program.
int open_special(const char *path) {
  int fd =
      open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_CLOEXEC, 0666);
  if (fd >= 0)
    fcntl(fd, F_SETFL, O_WRONLY); // once it is open, it may take its time
  return fd;
}

bool replace(const char *path) {
  static char name[PATH_MAX]; // the stack may be a signal handler's
  Line temporary(name, sizeof name);
  temporary.add(path).add('.').add_number(g_header->pid).add(".tmp");
  if (temporary.overflowed()) {
    errno = ENAMETOOLONG;
    return false;
  }
  unlink(temporary.c_str()); // of a process that had our pid and was killed
  int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  if (report_into(open(temporary.c_str(), flags, 0666)) &&
      rename(temporary.c_str(), path) == 0)
    return true;
  int error = errno;
  unlink(temporary.c_str());
  errno = error;
  return false;
}

} // namespace

void check_output() {
  if (g_options.out_is_stderr)
    return;
  choose_output_path();
  const char *path = output_path();
  if (is_special_file(path)) {
    int fd = open(path, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
    if (fd < 0)
      return;
    close(fd);
    say_unwritable(path, EISDIR);
    return;
  }
  LineOf<PATH_MAX> directory;
  directory.add(path, (size_t)(strrchr(path, '/') + 1 - path));
  if (access(directory.c_str(), W_OK | X_OK) != 0)
    say_unwritable(path, errno);
}

void write_output() {
  if (g_options.out_is_stderr) {
    report_to(STDERR_FILENO);
    return;
  }
  const char *path = output_path();
  bool done =
      is_special_file(path) ? report_into(open_special(path)) : replace(path);
  if (!done)
    say_unwritable(path, errno);
  give_up_output_path();
}

} // namespace memtrace::rt
