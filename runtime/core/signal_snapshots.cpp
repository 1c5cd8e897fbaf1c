// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// signal_snapshots.cpp: see signal_snapshots.h. Everything here may run in a
// signal handler, on a small stack.
#include "core/signal_snapshots.h"

#include "core/busy.h"
#include "core/identity.h"
#include "core/options.h"
#include "core/output_path.h"
#include "core/put_off.h"
#include "core/snapshot_file.h"
#include "core/standstill.h"
#include "ledger/ledger.h"
#include "os/files.h"
#include "os/line.h"
#include "os/restrictions.h"
#include "os/signals.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

namespace memtrace::rt {
namespace {

int number; // of the signal; 0: we don't wait for any
struct sigaction before;
bool wanted, writing;
bool told_of_failure, told_of_replacement;

void say_failure(const char *why) {
  static char text[PATH_MAX + 256];
  if (__atomic_exchange_n(&told_of_failure, true, __ATOMIC_ACQ_REL))
    return;
  Line line(text, sizeof text);
  line.add("cannot write ").add(snapshot_name()).add(": ").add(why);
  say(line);
}

// A cut through all threads: they are held up while counters are added up, not
// while the sums are written.
bool write_one() {
  static memtrace_ledger_header header;
  FoldedCounters sums = add_up_counters(&header);
  if (!sums.counters) {
    errno = ENOMEM;
    return false;
  }
  enter_snapshot(&header);
  LedgerView view = view_ledger_of(header);
  const memtrace_counter *slab = sums.counters;
  view.slabs = &slab;
  view.slab_count = 1;
  bool written = write_snapshot(view);
  int error = errno;
  give_back(&sums);
  errno = error;
  return written;
}

void on_signal(int) {
  Mode now = mode();
  if (now == Mode::kOff)
    return;
  // In the child of a fork there may be no ledger yet; with its first event
  // there is.
  if (g_thread.busy || now != Mode::kOn)
    return put_off(kSnapshot);
  int saved = errno;
  write_snapshot_by_signal();
  errno = saved;
}

template <typename Action> bool is_ours(const Action &action) {
  return !(action.sa_flags & SA_SIGINFO) && action.sa_handler == on_signal;
}

// The child of a fork that is about to exec resets many signals, and a vfork
// child isn't even this process.
void say_replaced(void (*by)(int)) {
  bool resets = by == SIG_DFL || by == SIG_IGN;
  if (mode() != Mode::kOn || is_restricted() || !is_own_process() ||
      (resets && g_header->parent_pid != 0) ||
      __atomic_exchange_n(&told_of_replacement, true, __ATOMIC_ACQ_REL))
    return;
  LineOf<256> line;
  line.add("no snapshots by ");
  add_signal_name(&line, g_options.snapshot_signal);
  line.add(" from now on: the program has its own use for it; set "
           "MEMTRACE_SIGNAL to another one");
  say(line);
}

void say_no_snapshots(const char *why) {
  LineOf<256> line;
  line.add("no snapshots by ");
  add_signal_name(&line, g_options.snapshot_signal);
  line.add(": ").add(why);
  say(line);
}

} // namespace

void watch_snapshot_signal() {
  int signal = g_options.snapshot_signal;
  if (!signal)
    return;
  bool has_file =
      mode() != Mode::kOn // and will have one
          ? g_options.out[0] && !g_options.out_is_stderr
          : output() == Output::kReport || output() == Output::kLedger;
  if (!has_file)
    return say_no_snapshots("they need a file in MEMTRACE_OUT");
  if (number == signal) // waited for the start
    return restart_snapshots();
  if (sigaction(signal, nullptr, &before) != 0)
    return say_no_snapshots(error_name(errno));
  if (before.sa_flags & SA_SIGINFO || before.sa_handler != SIG_DFL)
    return say_no_snapshots(
        before.sa_handler == SIG_IGN
            ? "the process was started to ignore it, and does; set "
              "MEMTRACE_SIGNAL to another one"
            : "the program has its own use for it; set MEMTRACE_SIGNAL to "
              "another one");
  restart_snapshots();
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  // A handler of the program's that jumps out of ours would leave our locks
  // held.
  fill_with_harmless(&action.sa_mask);
  number = signal;
  sigaction(signal, &action, nullptr);
}

void restart_snapshots() {
  wanted = writing = told_of_failure = false;
  name_snapshots();
}

void write_snapshot_by_signal() {
  if (is_restricted())
    return say_failure("the program has restricted its system calls");
  // A vfork child is in its parent's memory.
  if (mode() != Mode::kOn || !is_own_process())
    return;
  Undisturbed undisturbed;
  Busy busy;
  __atomic_store_n(&wanted, true, __ATOMIC_SEQ_CST);
  while (__atomic_load_n(&wanted, __ATOMIC_SEQ_CST) &&
         !__atomic_exchange_n(&writing, true, __ATOMIC_SEQ_CST)) {
    while (__atomic_exchange_n(&wanted, false, __ATOMIC_SEQ_CST))
      if (!write_one())
        say_failure(error_name(errno));
    // Who asks before this leaves it to us, and who asks after it sees it.
    __atomic_store_n(&writing, false, __ATOMIC_SEQ_CST);
  }
}

bool takes_snapshots_by(int signal) { return signal == number && number != 0; }

void note_action(struct sigaction *was, const struct sigaction *now) {
  if (!is_ours(*was))
    return;
  *was = before;
  if (now)
    say_replaced(now->sa_handler);
}

void note_handler(void (**was)(int), void (*now)(int)) {
  if (*was != on_signal)
    return;
  *was = before.sa_handler;
  say_replaced(now);
}

} // namespace memtrace::rt
