// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// runtime_state.cpp: the state that core/life.cpp defines in a traced process,
// here with the C library as the next allocator and nothing hooked.
#include "core/cacheable.h"
#include "core/entries.h"
#include "core/put_off.h"
#include "core/state.h"

#include <malloc.h>
#include <stdlib.h>

namespace memtrace::rt {

State g_state = {{kShut, kShut}, 0, Mode::kOn, Births::kNobody, false, false};
NextAllocator g_next = {
    malloc,        free,           calloc,   realloc,
    aligned_alloc, posix_memalign, memalign, malloc_usable_size};
NextAllocator g_passed_on = g_next;
__thread Thread g_thread;

// Nothing is hooked.
void choose_entries() {}
bool next_may_be_cached() { return false; }

// There is nobody to tell.
void do_what_was_put_off(memtrace_site *) { g_thread.put_off = 0; }

} // namespace memtrace::rt

extern "C" {
__thread memtrace_thread_frames MEMTRACE_THREAD_FRAMES;
}
