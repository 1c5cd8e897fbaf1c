// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// threads.cpp: pthread_create and C11's thrd_create, so that a new thread
// starts with its creator's site, and so that counting knows of the second
// thread before it runs.
#include "hooks/threads.h"

#include "core/counting_threads.h"
#include "core/lasting_sites.h"
#include "core/life.h"
#include "core/state.h"
#include "hooks/names.h"
#include "hooks/original.h"
#include "os/lock.h"
#include "os/memory.h"

#include <pthread.h>
#include <threads.h>

using namespace memtrace::rt;

MEMTRACE_DEFINE_ORIGINAL(pthread_create)
MEMTRACE_DEFINE_ORIGINAL(thrd_create)

namespace {

// What a new thread needs to know; from pages of our own, and used again.
struct NewThread {
  void *(*function)(void *); // or
  thrd_start_t c11_function;
  void *argument;
  memtrace_site *site;
  NewThread *next;
};

Lock unused_lock;
NewThread *unused;

NewThread *take_unused() {
  Locked hold(unused_lock);
  if (!unused) {
    size_t count = page_size() / sizeof(NewThread);
    auto *page = static_cast<NewThread *>(map(page_size()));
    for (size_t i = 0; page && i < count; ++i) {
      page[i].next = unused;
      unused = &page[i];
    }
  }
  NewThread *thread = unused;
  if (thread)
    unused = thread->next;
  return thread;
}

void give_back(NewThread *thread) {
  Locked hold(unused_lock);
  thread->next = unused;
  unused = thread;
}

// Called by the thread that creates another one, which may be the first thing
// that the child of a fork does. Null: the new thread needs nothing of us.
NewThread *expect(void *argument) {
  if (mode() == Mode::kUninitialized)
    start();
  NewThread *thread = mode() == Mode::kOn ? take_unused() : nullptr;
  if (!thread)
    return nullptr;
  expect_thread();
  *thread = {nullptr, nullptr, argument, creating_site(current_site()),
             nullptr};
  return thread;
}

void expect_no_more(NewThread *thread) {
  expect_no_thread();
  give_back(thread);
}

// Called by the new thread.
NewThread begin(void *argument) {
  auto *given = static_cast<NewThread *>(argument);
  NewThread self = *given;
  MEMTRACE_THREAD_FRAMES.current.site = self.site;
  give_back(given);
  g_thread.was_expected = true;
  attach_thread(); // and is expected no longer
  expect_no_thread();
  return self;
}

void *run_thread(void *argument) {
  NewThread self = begin(argument);
  return self.function(self.argument);
}

int run_c11_thread(void *argument) {
  NewThread self = begin(argument);
  return self.c11_function(self.argument);
}

} // namespace

namespace memtrace::rt {
void reset_thread_starts() { unused_lock = {}; }
} // namespace memtrace::rt

extern "C" {

MEMTRACE_EXPORT int MEMTRACE_HOOK(pthread_create)(pthread_t *thread,
                                                  const pthread_attr_t *attr,
                                                  void *(*function)(void *),
                                                  void *argument) {
  NewThread *expected = expect(argument);
  if (!expected)
    return original_pthread_create()(thread, attr, function, argument);
  expected->function = function;
  int error = original_pthread_create()(thread, attr, run_thread, expected);
  if (error)
    expect_no_more(expected);
  return error;
}

MEMTRACE_EXPORT int MEMTRACE_HOOK(thrd_create)(thrd_t *thread,
                                               thrd_start_t function,
                                               void *argument) {
  NewThread *expected = expect(argument);
  if (!expected)
    return original_thrd_create()(thread, function, argument);
  expected->c11_function = function;
  int result = original_thrd_create()(thread, run_c11_thread, expected);
  if (result != thrd_success)
    expect_no_more(expected);
  return result;
}

} // extern "C"
