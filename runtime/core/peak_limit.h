// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// peak_limit.h: MEMTRACE_MAX_PEAK: live memory should never be more than so
// much. It is the recorded peak that is compared, where it is recorded.
#ifndef MEMTRACE_CORE_PEAK_LIMIT_H
#define MEMTRACE_CORE_PEAK_LIMIT_H

#include "core/state.h"

namespace memtrace::rt {

// A peak of more than this is to be noticed: once, so it is the largest number
// after that, and where there is no limit.
extern uint64_t g_noticed_peak MEMTRACE_LOCAL;

// In the middle of an event: what there is to say has to wait for its end.
void notice_peak(uint64_t peak);

// Called with each new peak.
inline void compare_peak(uint64_t peak) {
  if (__builtin_expect(peak > g_noticed_peak, 0))
    notice_peak(peak);
}

// At the start, and in the child of a fork: what it has inherited is no peak of
// its own.
void watch_peak();

// The peak has passed the limit.
bool has_peak_excess();

// When it does, by an allocation of the site, if that isn't null; and at the
// end.
void say_peak_excess(const memtrace_site *site);
void say_peak_at_end();

// The status that the process shall end with, if the program ends it with this
// one.
int status_at_end(int status);

} // namespace memtrace::rt

#endif
