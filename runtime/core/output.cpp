// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// output.cpp: see output.h.
#include "core/output.h"

#include "core/busy.h"
#include "core/options.h"
#include "core/output_path.h"
#include "core/pages.h"
#include "core/standstill.h"
#include "ledger/backing.h"
#include "ledger/copy.h"
#include "ledger/fold.h"
#include "ledger/ledger.h"
#include "os/files.h"
#include "os/line.h"
#include "os/memory.h"
#include "os/restrictions.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

namespace memtrace::rt {
namespace {

bool told; // that the output can't be written

// The stack may be a signal handler's.
char message[2 * PATH_MAX + 256];

bool write_piece(void *context, const char *bytes, size_t size) {
  return write_quietly(*static_cast<int *>(context), bytes, size);
}

bool put_report(int fd, FoldedCounters *sums, LedgerView view, Fate fate) {
  if (!sums->counters) {
    errno = ENOMEM;
    return false;
  }
  const memtrace_counter *slab = sums->counters;
  view.slabs = &slab;
  view.slab_count = 1;
  view.context_count = sums->count;
  ReportOptions options;
  options.top = g_options.top;
  options.sort = g_options.sort;
  options.fate = fate;
  errno = ENOMEM; // unless a piece can't be written
  bool written = write_report(view, options, kPages, {write_piece, &fd});
  give_back(sums);
  return written;
}

bool report_to(int fd, void * = nullptr) {
  FoldedCounters sums = fold_counters();
  return put_report(fd, &sums, view_ledger(), Fate::kUnclear);
}

// While the process goes on: as a cut.
bool report_now_to(int fd, void * = nullptr) {
  memtrace_ledger_header header;
  FoldedCounters sums = add_up_counters(&header);
  return put_report(fd, &sums, view_ledger_of(header), Fate::kRunning);
}

bool ledger_to(int fd, void *) { return write_ledger(fd); }

// Writes a new file and gives it a name that may be taken. False with errno.
bool replace(const char *path, bool (*write)(int fd, void *context)) {
  static char name[PATH_MAX];
  Line temporary(name, sizeof name);
  temporary.add(path).add('.').add_number(g_header->pid).add(".tmp");
  if (temporary.overflowed()) {
    errno = ENAMETOOLONG;
    return false;
  }
  return replace_file(path, name, write, nullptr);
}

constexpr char kRestricted[] = "the program has restricted its system calls";
constexpr char kOutOfReach[] = "the program can't reach it any more";

void say_lost(const char *path, const char *why) {
  Line line(message, sizeof message);
  line.add("cannot write ").add(path).add(": ").add(why);
  say(line);
}

void say_left_in_ledger(const char *why) {
  Line line(message, sizeof message);
  line.add("cannot write ").add(output_path()).add(": ").add(why);
  line.add("; what was counted is in ").add(ledger_path());
  line.add(g_header->file_incomplete ? ", but not all of it" : "");
  line.add(", for memtrace report");
  say(line);
}

void write_text() {
  if (is_restricted())
    return has_backing() ? say_left_in_ledger(kRestricted)
                         : say_lost(output_path(), kRestricted);
  // In another root it would be another file.
  if (find_backing() == Whereabouts::kOutOfReach)
    return say_left_in_ledger(kOutOfReach);
  if (replace(output_path(), report_to))
    return remove_ledger_file();
  int error = errno;
  if (find_backing() == Whereabouts::kInPlace)
    say_left_in_ledger(error_name(error));
  else
    say_unwritable(output_path(), error);
}

void say_incomplete(const char *why) {
  Line line(message, sizeof message);
  line.add(ledger_path()).add(" lacks a part of what was counted: ").add(why);
  say(line);
}

void shrink() {
  // In a signal handler the lock may be this thread's own.
  Busy busy;
  if (!busy.is_first())
    return;
  Locked hold(g_ledger_lock);
  shrink_backing(ledger_bytes());
}

// Under the first name that is free, as at the start.
bool write_ledger_anew() {
  int fd = create_ledger_file_again();
  if (fd < 0)
    return false;
  bool written = write_ledger(fd);
  int error = errno;
  close(fd);
  if (written)
    return publish_ledger_file();
  drop_ledger_file();
  errno = error;
  return false;
}

// A ledger that is whole and where it should be is left as it is.
void complete_ledger() {
  bool is_whole = has_backing() && !g_header->file_incomplete;
  if (is_restricted()) {
    if (!has_backing())
      say_lost(ledger_path(), kRestricted);
    else if (!is_whole)
      say_incomplete(kRestricted);
    return;
  }
  Whereabouts place = find_backing();
  if (place == Whereabouts::kOutOfReach) {
    if (!is_whole)
      say_incomplete(kOutOfReach);
    return;
  }
  if (place == Whereabouts::kGone) {
    if (!write_ledger_anew())
      say_unwritable(ledger_path(), errno);
    return;
  }
  if (is_whole)
    return shrink();
  if (!replace(ledger_path(), ledger_to))
    say_incomplete(error_name(errno));
}

void write_stream() {
  bool close_it;
  int fd = open_stream(&close_it);
  if (fd < 0 || !report_to(fd))
    say_unwritable(output_path(), errno);
  if (close_it && fd >= 0)
    close(fd);
}

} // namespace

void say_unwritable(const char *path, int error) {
  if (told)
    return;
  told = true;
  Line line(message, sizeof message);
  line.add("cannot write ").add(path).add(": ").add(error_name(error));
  line.add("; set MEMTRACE_OUT to a file in a directory that can be written");
  say(line);
}

bool write_report_now(const char *path) {
  if (!path)
    return report_now_to(STDERR_FILENO);
  LineOf<PATH_MAX> temporary;
  if (!add_temporary_name(path, &temporary))
    return false;
  return replace_file(path, temporary.c_str(), report_now_to, nullptr);
}

void forget_what_was_said() { told = false; }

void write_output() {
  switch (output()) {
  case Output::kNone:
    return;
  case Output::kStream:
    return write_stream();
  case Output::kReport:
    return write_text();
  case Output::kLedger:
    return complete_ledger();
  }
}

} // namespace memtrace::rt
