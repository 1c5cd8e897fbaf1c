// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// life.cpp: see life.h.
#include "core/life.h"

#include "core/block_cache.h"
#include "core/bus_error.h"
#include "core/contexts.h"
#include "core/counting.h"
#include "core/counting_threads.h"
#include "core/domains.h"
#include "core/entries.h"
#include "core/identity.h"
#include "core/inheritance.h"
#include "core/lasting_sites.h"
#include "core/next.h"
#include "core/options.h"
#include "core/output.h"
#include "core/output_path.h"
#include "core/peak_limit.h"
#include "core/put_off.h"
#include "core/signal_snapshots.h"
#include "core/slabs.h"
#include "core/standstill.h"
#include "core/state.h"
#include "core/tracing.h"
#include "core/waiting.h"
#include "hooks/exit.h"
#include "hooks/new.h"
#include "hooks/threads.h"
#include "ledger/backing.h"
#include "ledger/ledger.h"
#include "memtrace/memtrace.h"
#include "os/line.h"
#include "os/modules.h"
#include "os/process.h"
#include "os/restrictions.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

namespace memtrace::rt {

State g_state;

namespace {
// Before anything is known there is nothing but null to free.
void free_nothing(void *) {}
} // namespace

NextAllocator g_next = {nullptr, free_nothing, nullptr, nullptr,
                        nullptr, nullptr,      nullptr, nullptr};
NextAllocator g_passed_on;
__thread Thread g_thread;

namespace {

bool finished;
bool leaves_by_fork; // this process is left by the fork to come

void set_mode(Mode mode) {
  __atomic_store(&g_state.mode, &mode, __ATOMIC_RELEASE);
  choose_entries();
}

void turn_off() {
  g_passed_on = g_next;
  set_mode(Mode::kOff);
}

void turn_off(const char *why) {
  LineOf<512> line;
  line.add("this process is not traced: ").add(why);
  say(line);
  turn_off();
}

// What every process that counts does: a ledger in its file, its counters in
// the ledger. False: there is no memory.
bool open_output(bool child) {
  int fd = create_ledger_file(child);
  bool opened = child ? open_childs_ledger(fd) : open_ledger(fd);
  if (opened)
    enter_identity();
  opened =
      opened && (child ? restart_in_child(is_paused()) : open_counting(false));
  if (opened)
    watch_peak();
  if (fd >= 0) {
    if (!opened || !has_backing())
      drop_ledger_file();
    else if (publish_ledger_file())
      name_backing(ledger_path());
    else
      say_unwritable(ledger_path(), errno);
    close(fd);
  }
  return opened;
}

// What is asked once, and what every child of a fork finds again.
struct Known {
  bool started; // this process or one that it was forked from counts
  bool ended;   // and has had to give it up
  bool reads_headers;
  bool new_is_malloc;
  bool has_stacks; // code with callers
  bool waits;      // off, and may be started
  bool frames_are_hidden;
  bool other_frames_said;
  int why_off; // a status of memtrace.h
  pid_t pid;
};
Known known;

void enter_known() {
  g_state.reads_headers = known.reads_headers;
  g_state.new_is_malloc = known.new_is_malloc;
}

__thread bool holds_for_fork;

// A signal handler that forks in the middle of one of our events would wait
// for itself; its child is as one that no handler sees.
void before_fork() {
  if (mode() != Mode::kOn || g_thread.busy)
    return;
  hold_tracing();
  hold_domains();
  holds_for_fork = true;
  add_up_for_fork();
}

void after_fork_in_parent() {
  if (holds_for_fork) {
    holds_for_fork = false;
    release_domains();
    release_tracing();
  }
  drop_inheritance();
  if (leaves_by_fork)
    finish(0);
}

// The child has no ledger yet, and gets one with its first event or at its end:
// most children do nothing but exec.
void after_fork_in_child() {
  keep_inheritance();
  holds_for_fork = false;
  reset_tracing();
  reset_domains();
  if (mode() == Mode::kOff)
    return;
  note_process();
  forget_slab();
  g_state = {};
}

// These may allocate, as the program.
void watch_process() {
  pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
  watch_quick_exit();
}

bool begin(bool late) {
  if (!open_output(false))
    return false;
  if (has_backing())
    watch_ledger_file();
  // What no handler sees, as _Fork(), must not count as its parent.
  madvise(&g_state, kStateBytes, MADV_WIPEONFORK);
  known.started = true;
  known.waits = false;
  if (late)
    expect_threads(thread_count());
  set_mode(Mode::kOn);
  watch_snapshot_signal();
  return true;
}

// Also a process that traces from the start, whose calls come back to us while
// it opens its ledger.
void wait_for_start() {
  known.reads_headers = header_formula_holds();
  enter_known();
  decide_on_block_caches();
  turn_off();
  tag_what_is_passed_on();
  known.waits = true;
}

constexpr char kNoMemory[] = "the system gives no memory for the ledger";
constexpr char kHidden[] =
    "the executable hides the symbol __memtrace_thread_frames (by a version "
    "script or --exclude-libs); make it global there, or compile with "
    "--memtrace-shareable";

void initialize() {
  Wish wish = read_options();
  bool ours = find_next_allocator(wish != Wish::kNoTracing);
  known.why_off = MEMTRACE_TOO_LATE;
  if (wish == Wish::kNoTracing)
    return turn_off();
  known.why_off = MEMTRACE_NOT_OURS;
  if (is_second_runtime()) {
    say("what dlmopen() loads is not traced");
    return turn_off();
  }
  if (!ours && wish == Wish::kWait)
    return turn_off();
  if (!ours)
    return turn_off("its malloc is not MemTrace's (the program was built "
                    "without MemTrace, which `memtrace run --preload` makes "
                    "up for; has a malloc of its own; preloads another first; "
                    "or runs under valgrind)");
  if (known.frames_are_hidden)
    return wish == Wish::kWait && !g_options.out[0] ? turn_off()
                                                    : turn_off(kHidden);
  known.why_off = MEMTRACE_NO_MEMORY;
  wait_for_start();
  known.new_is_malloc = operator_new_is_malloc();
  g_state.new_is_malloc = known.new_is_malloc;
  if (wish == Wish::kWait) {
    known.pid = getpid();
    if (g_options.out[0])
      watch_snapshot_signal();
  } else if (!begin(false)) {
    return turn_off(kNoMemory);
  }
  watch_process();
}

void start_in_child() {
  enter_known();
  if (known.ended)
    return turn_off();
  reset_thread_starts();
  g_ledger_lock = {};
  forget_modules();
  reopen_contexts();
  find_inheritance();
  finished = false;
  forget_what_was_said();
  if (!open_output(true)) {
    known.ended = true;
    return turn_off(kNoMemory);
  }
  restart_snapshots();
  set_mode(Mode::kOn);
}

// A process whose malloc is another one may never call us, and shall be told.
__attribute__((constructor)) void at_start() {
  if (mode() == Mode::kUninitialized)
    start();
}

} // namespace

Start start() {
  int saved = errno;
  Start result = Start::kDone;
  Mode seen = Mode::kUninitialized;
  Mode initializing = Mode::kInitializing;
  static pthread_t owner;
  if (!environment_ready()) {
    result = Start::kEarly;
  } else if (__atomic_compare_exchange(&g_state.mode, &seen, &initializing,
                                       false, __ATOMIC_ACQ_REL,
                                       __ATOMIC_ACQUIRE)) {
    owner = pthread_self();
    if (known.started)
      start_in_child();
    else
      initialize();
  } else if (seen == Mode::kInitializing &&
             pthread_equal(owner, pthread_self())) {
    result = note_test_call() ? Start::kTest : Start::kEarly;
  } else {
    while (mode() == Mode::kInitializing)
      sched_yield();
  }
  errno = saved;
  return result;
}

int start_late() {
  if (!begin(true))
    return MEMTRACE_NO_MEMORY;
  g_header->pauses = 1;
  if (known.has_stacks)
    note_stacks(/*late=*/true);
  return MEMTRACE_OK;
}

bool waits_for_start() { return known.waits; }

int why_off() { return known.why_off; }

void note_new() {
  if (mode() == Mode::kOff && known.why_off == MEMTRACE_TOO_LATE)
    g_state.new_is_malloc = operator_new_is_malloc();
}

void note_stacks(bool late) {
  if (mode() == Mode::kUninitialized)
    start();
  known.has_stacks = true;
  bool wanted = mode() == Mode::kOn && g_options.frames > 1;
  if (!wanted || g_contexts.caller_count)
    return;
  attach_thread(); // not as one that comes from elsewhere
  if (!open_contexts(g_options.frames, late))
    return;
  record_births(is_recording());
  // Before they get to that code, so that they are known from the first call.
  open_callers_of_all(late);
}

// As a rule before anything has begun.
void note_hidden_frames() {
  known.frames_are_hidden = true;
  if (mode() == Mode::kOn) {
    count_no_more();
    turn_off(kHidden);
  }
  known.why_off = MEMTRACE_NOT_OURS;
  known.waits = false;
}

void note_other_frames(const memtrace_thread_frames *frames, const void *code) {
  if (mode() == Mode::kUninitialized)
    start();
  also_keep(frames);
  if (mode() != Mode::kOn || known.other_frames_said)
    return;
  known.other_frames_said = true;
  const char *name = module_name_at(code);
  LineOf<PATH_MAX + 256> line;
  line.add(name && *name ? name : "a library")
      .add(" was loaded with RTLD_DEEPBIND and is not seen by the rest of the "
           "program: what others allocate for it is charged to its callers; "
           "compile the executable with --memtrace-shareable");
  say(line);
}

int finish(int status) {
  if (mode() == Mode::kUninitialized && known.started)
    start(); // a child of a fork that has done nothing
  if (known.waits && g_options.out[0] && getpid() == known.pid)
    say("nothing was recorded: MEMTRACE_START is 0, and the program didn't "
        "call "
        "memtrace_start()");
  if (mode() != Mode::kOn || !is_own_process())
    return status;
  // What a child of a fork was asked for before it had a ledger.
  if (g_thread.put_off && !g_thread.busy)
    do_what_was_put_off(nullptr);
  int saved = errno;
  status = status_at_end(status);
  g_escrow.note_growth();
  // Under restrictions this may be a vfork child's end: the last one counts.
  bool again = __atomic_exchange_n(&finished, true, __ATOMIC_ACQ_REL);
  if (!again || is_restricted())
    enter_end(status);
  if (again)
    return status;
  if (has_peak_excess() || !g_options.reports_excess_only)
    write_output();
  if (has_peak_excess())
    say_peak_at_end();
  errno = saved;
  return status;
}

void count_no_more() {
  known.ended = true;
  known.why_off = MEMTRACE_NO_FILE;
  abandon_ledger();
  turn_off();
}

void leave_for_exec() {
  if (mode() == Mode::kOn && !is_restricted() && g_header->parent_pid != 0 &&
      is_own_process())
    remove_ledger_file();
}

void expect_daemon() { leaves_by_fork = mode() == Mode::kOn; }

void expect_no_daemon() {
  leaves_by_fork = false;
  if (mode() != Mode::kOn)
    return;
  g_header->finished = 0;
  g_header->end_time = 0;
  __atomic_store_n(&finished, false, __ATOMIC_RELEASE);
}

} // namespace memtrace::rt
