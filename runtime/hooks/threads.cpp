// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// threads.cpp: pthread_create, so that a new thread starts with its creator's
// site, and so that counting knows of the second thread before it runs.
#include "hooks/threads.h"

#include "core/counting.h"
#include "core/lasting_sites.h"
#include "core/state.h"
#include "hooks/names.h"
#include "os/lock.h"
#include "os/memory.h"

#include <dlfcn.h>
#include <pthread.h>

using namespace memtrace::rt;

extern "C" int __real_pthread_create(pthread_t *, const pthread_attr_t *,
                                     void *(*)(void *), void *);

namespace {

// What a new thread needs to know; from pages of our own, and used again.
struct Start {
  void *(*function)(void *);
  void *argument;
  memtrace_site *site;
  Start *next;
};

Lock starts_lock;
Start *unused;

Start *take_start() {
  Locked hold(starts_lock);
  if (!unused) {
    size_t count = page_size() / sizeof(Start);
    auto *page = static_cast<Start *>(map(page_size()));
    for (size_t i = 0; page && i < count; ++i) {
      page[i].next = unused;
      unused = &page[i];
    }
  }
  Start *start = unused;
  if (start)
    unused = start->next;
  return start;
}

void give_back(Start *start) {
  Locked hold(starts_lock);
  start->next = unused;
  unused = start;
}

void *run_thread(void *argument) {
  Start *start = static_cast<Start *>(argument);
  MEMTRACE_CURRENT_SITE = start->site;
  void *(*function)(void *) = start->function;
  void *functions_argument = start->argument;
  give_back(start);
  return function(functions_argument);
}

using Create = int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *),
                       void *);

Create real_create() {
#ifdef MEMTRACE_STATIC
  return __real_pthread_create;
#else
  static Create found;
  if (!found)
    found = reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
  return found;
#endif
}

} // namespace

namespace memtrace::rt {
void hold_thread_starts() { starts_lock.acquire(); }
void release_thread_starts() { starts_lock.release(); }
} // namespace memtrace::rt

extern "C" MEMTRACE_EXPORT int
MEMTRACE_HOOK(pthread_create)(pthread_t *thread, const pthread_attr_t *attr,
                              void *(*function)(void *), void *argument) {
  if (mode() != Mode::kOn)
    return real_create()(thread, attr, function, argument);
  enter_threads();
  Start *start = take_start();
  if (!start)
    return real_create()(thread, attr, function, argument);
  *start = {function, argument, lasting_site(MEMTRACE_CURRENT_SITE), nullptr};
  int error = real_create()(thread, attr, run_thread, start);
  if (error)
    give_back(start);
  return error;
}
