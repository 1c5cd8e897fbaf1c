// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// slabs.cpp: see slabs.h.
#include "core/slabs.h"

#include "core/block_cache.h"
#include "core/busy.h"
#include "core/contexts.h"
#include "core/counting_threads.h"
#include "ledger/ledger.h"
#include "os/memory.h"

#include <pthread.h>

namespace memtrace::rt {
namespace {

Lock shared_lock;
Account shared;
pthread_key_t thread_end;
bool thread_end_known;
// Under the ledger's lock.
uint32_t *free_slabs; // a stack
uint32_t free_slab_count;
memtrace_thread_frames **thread_frames; // by slab

void give_slab_back() {
  Thread &thread = g_thread;
  Busy busy;
  leave_counting();
  thread.late = true;
  thread.slab = nullptr;
  empty_bins();
  Locked hold(g_ledger_lock);
  free_slabs[free_slab_count++] = thread.slab_index;
  thread_frames[thread.slab_index] = nullptr;
  close_callers();
  close_bins();
}

// What other destructors of the thread free after this goes to the shared slab.
// Waiting for their last round would be in vain for a thread that begins to
// count in one of them.
void at_thread_end(void *) {
  Thread &thread = g_thread;
  thread.late = true;
  // In the child of a fork that has not counted yet there is nothing to leave.
  if (mode() == Mode::kOn && thread.slab)
    give_slab_back();
  else
    empty_bins();
}

void use_slab(Thread *thread, uint32_t index) {
  thread_frames[index] = &MEMTRACE_THREAD_FRAMES;
  open_callers(MEMTRACE_THREAD_FRAMES, !thread->was_expected);
  thread->slab_index = index;
  open_bins();
  thread->slab = slab_base(index);
}

bool take_slab(Thread *thread) {
  Locked hold(g_ledger_lock);
  int32_t index =
      free_slab_count ? (int32_t)free_slabs[--free_slab_count] : open_slab();
  if (index < 0) {
    g_header->shared_slab_threads++;
    return false;
  }
  g_header->thread_count++;
  use_slab(thread, (uint32_t)index);
  return true;
}

} // namespace

Lock &shared_slab_lock() { return shared_lock; }

Account &shared_account() {
  if (!shared.credit)
    g_escrow.join(shared);
  return shared;
}

void open_callers_of_all(bool late) {
  Busy busy;
  Locked hold(g_ledger_lock);
  for (uint32_t slab = 0; slab < slab_count(); ++slab)
    if (thread_frames[slab])
      open_callers(*thread_frames[slab], late);
}

memtrace_thread_frames *frames_of(uint32_t slab) { return thread_frames[slab]; }

bool open_slabs() {
  free_slabs = static_cast<uint32_t *>(map(kMaxSlabs * sizeof *free_slabs));
  thread_frames = static_cast<memtrace_thread_frames **>(
      map(kMaxSlabs * sizeof *thread_frames));
  thread_end_known = pthread_key_create(&thread_end, at_thread_end) == 0;
  return free_slabs && thread_frames && open_slab() == (int32_t)kSharedSlab;
}

bool attach_slab() {
  Thread &thread = g_thread;
  // Without a key nobody would tell us of the thread's end.
  thread.late = !thread_end_known || !take_slab(&thread);
  if (thread.late)
    return false;
  g_escrow.join(thread.account);
  // May allocate, so the slab is in place.
  bool busy = thread.busy;
  thread.busy = false;
  bool told = pthread_setspecific(thread_end, &thread) == 0;
  thread.busy = busy;
  if (!told)
    give_slab_back();
  return told;
}

void forget_slab() {
  g_thread.slab = nullptr;
  g_thread.account = {};
  g_thread.busy = false;
}

bool reopen_slabs() {
  forget_slab();
  free_slab_count = 0;
  forget_other_bins();
  for (uint32_t i = 0; i < kMaxSlabs; ++i)
    if (thread_frames[i])
      thread_frames[i] = nullptr;
  shared = {};
  return open_slab() == (int32_t)kSharedSlab;
}

} // namespace memtrace::rt
