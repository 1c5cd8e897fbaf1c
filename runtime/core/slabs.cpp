// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// slabs.cpp: see slabs.h.
#include "core/slabs.h"

#include "core/counting.h"
#include "ledger/ledger.h"
#include "os/memory.h"

#include <limits.h>
#include <pthread.h>

namespace memtrace::rt {
namespace {

Lock shared_lock;
pthread_key_t thread_end;
bool thread_end_known;
uint32_t *free_slabs; // a stack, under the ledger's lock
uint32_t free_slab_count;

// Other destructors of the thread may still free, so ours waits for the last
// round of them. What they free later goes to the shared slab.
void at_thread_end(void *self) {
  Thread &thread = g_thread;
  if (++thread.exit_rounds < PTHREAD_DESTRUCTOR_ITERATIONS) {
    pthread_setspecific(thread_end, self);
    return;
  }
  enter_threads(); // whoever comes next is not this one
  Locked hold(g_ledger_lock);
  thread.late = true;
  thread.slab = nullptr;
  free_slabs[free_slab_count++] = thread.slab_index;
}

bool take_slab(Thread *thread) {
  Locked hold(g_ledger_lock);
  int32_t index =
      free_slab_count ? (int32_t)free_slabs[--free_slab_count] : open_slab();
  if (index < 0)
    return false;
  thread->slab_index = (uint32_t)index;
  thread->slab = slab_base(thread->slab_index);
  g_header->thread_count++;
  return true;
}

} // namespace

Lock &shared_slab_lock() { return shared_lock; }

bool open_slabs() {
  free_slabs = static_cast<uint32_t *>(map(kMaxSlabs * sizeof *free_slabs));
  thread_end_known = pthread_key_create(&thread_end, at_thread_end) == 0;
  return free_slabs && open_slab() == (int32_t)kSharedSlab;
}

bool attach_slab() {
  Thread &thread = g_thread;
  // Without a key nobody would tell us of the thread's end.
  thread.late = !thread_end_known || !take_slab(&thread);
  if (thread.late)
    return false;
  // May allocate, so the slab is in place.
  pthread_setspecific(thread_end, &thread);
  return true;
}

void keep_own_slab() {
  free_slab_count = 0;
  for (uint32_t i = kSharedSlab + 1; i < g_header->slab_count; ++i)
    if (!g_thread.slab || i != g_thread.slab_index)
      free_slabs[free_slab_count++] = i;
}

} // namespace memtrace::rt
