/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A stand-in for the runtime that prints the site of each allocation, so that
 * the pass can be tested without the runtime. */
#include "memtrace/abi.h"

#include <stdio.h>
#include <stdlib.h>

const char MEMTRACE_ABI_GUARD = 1;
__thread memtrace_thread_frames MEMTRACE_THREAD_FRAMES
    __attribute__((tls_model("initial-exec")));

void MEMTRACE_EXECUTABLE_LOADED(const memtrace_thread_frames *frames) {
  if (frames != &MEMTRACE_THREAD_FRAMES)
    abort();
}

static const char *at(const memtrace_relative *field) {
  return *field ? (const char *)field + *field : "?";
}

static void print(size_t size, const char *how, const memtrace_site *site) {
  const memtrace_frame *frame =
      (const memtrace_frame *)at(&site->frames) + site->user_frame;
  printf("%zu bytes: %s%s:%u in %s\n", size, how, at(&frame->file), frame->line,
         at(&frame->function));
}

void *__memtrace_malloc(size_t size, memtrace_site *site) {
  print(size, "", site);
  return malloc(size);
}

/* What a library that nobody instrumented does. */
void library(size_t size) {
  print(size, "ambient ", MEMTRACE_THREAD_FRAMES.current.site);
}

/* Called by main last: its own frame, and no other, is set. */
void done(void) { print(0, "ambient ", MEMTRACE_THREAD_FRAMES.current.site); }
