// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// runtime_state.cpp: the state that core/life.cpp and tracing.cpp define in a
// traced process, here with the C library as the next allocator and nothing
// hooked.
#include "core/state.h"
#include "core/tracing.h"
#include "ledger/ledger.h"

#include <malloc.h>
#include <stdlib.h>

namespace memtrace::rt {

State g_state = {kNoGeneration,   0,     0,    0, Mode::kOn,
                 Births::kNobody, false, false};
NextAllocator g_next = {
    malloc,        free,           calloc,   realloc,
    aligned_alloc, posix_memalign, memalign, malloc_usable_size};
NextAllocator g_passed_on = g_next;
__thread Thread g_thread;

bool has_counts() { return g_header != nullptr; }

} // namespace memtrace::rt

extern "C" {
__thread memtrace_thread_frames MEMTRACE_THREAD_FRAMES;
}
