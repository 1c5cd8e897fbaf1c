// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// abi.cpp: the data that instrumented code refers to; see abi.h.
#include "core/life.h"
#include "core/state.h"
#include "hooks/names.h"

extern "C" {
MEMTRACE_EXPORT __thread memtrace_thread_frames MEMTRACE_THREAD_FRAMES;
MEMTRACE_EXPORT extern const char MEMTRACE_ABI_GUARD = MEMTRACE_ABI_VERSION;
MEMTRACE_EXPORT void MEMTRACE_STACKS_LOADED() { memtrace::rt::note_stacks(); }

MEMTRACE_EXPORT void
MEMTRACE_EXECUTABLE_LOADED(const memtrace_thread_frames *frames) {
  if (frames != &MEMTRACE_THREAD_FRAMES)
    memtrace::rt::note_hidden_frames();
}

MEMTRACE_EXPORT void
MEMTRACE_LIBRARY_LOADED(const memtrace_thread_frames *frames) {
  if (frames != &MEMTRACE_THREAD_FRAMES)
    memtrace::rt::note_other_frames(frames, __builtin_return_address(0));
}
}
