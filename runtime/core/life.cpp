// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// life.cpp: see life.h.
#include "core/life.h"

#include "core/counting.h"
#include "core/identity.h"
#include "core/next.h"
#include "core/options.h"
#include "core/output.h"
#include "core/output_path.h"
#include "core/state.h"
#include "hooks/exit.h"
#include "hooks/new.h"
#include "hooks/threads.h"
#include "ledger/ledger.h"
#include "os/line.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>

namespace memtrace::rt {

State g_state;

namespace {
// Before anything is known there is nothing but null to free.
void free_nothing(void *) {}
} // namespace

NextAllocator g_next = {nullptr, free_nothing, nullptr, nullptr,
                        nullptr, nullptr,      nullptr, nullptr};
__thread Thread g_thread;

namespace {

bool finished;

void set_mode(Mode mode) {
  __atomic_store(&g_state.mode, &mode, __ATOMIC_RELEASE);
}

void turn_off() {
  // Freeing bootstrap memory must still be noticed.
  g_state.free_floor = bootstrap_used() ? 0 : UINTPTR_MAX;
  set_mode(Mode::kOff);
}

void turn_off(const char *why) {
  LineOf<512> line;
  line.add("this process is not traced: ").add(why);
  say(line);
  turn_off();
}

void before_fork() {
  hold_thread_starts();
  hold_counting();
}

void after_fork_in_parent() {
  release_counting();
  release_thread_starts();
}

void after_fork_in_child() {
  finished = false;
  restart_in_child();
  enter_identity();
  choose_output_path_in_child();
  release_counting();
  release_thread_starts();
}

void initialize() {
  bool wanted = read_options();
  bool ours = find_next_allocator(wanted);
  if (!wanted)
    return turn_off();
  if (!ours)
    return turn_off("its malloc is not MemTrace's (the program has one of its "
                    "own, another is preloaded first, or it runs under "
                    "valgrind)");
  g_state.reads_headers = header_formula_holds();
  if (!open_ledger() || !open_counting())
    return turn_off("the system gives no memory for the ledger");
  enter_identity();
  g_state.counts_new = operator_new_is_malloc();
  set_mode(Mode::kOn);
  // These may allocate, as the program.
  pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
  watch_quick_exit();
  check_output();
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

void finish(int status) {
  if (mode() != Mode::kOn || !is_own_process() ||
      __atomic_exchange_n(&finished, true, __ATOMIC_ACQ_REL))
    return;
  int saved = errno;
  enter_end(status);
  write_output();
  errno = saved;
}

} // namespace memtrace::rt
