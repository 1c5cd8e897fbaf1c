// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// put_off.cpp: see put_off.h.
#include "core/put_off.h"

#include "core/peak_limit.h"
#include "core/signal_snapshots.h"

#include <errno.h>

namespace memtrace::rt {

__attribute__((noinline, cold)) void do_what_was_put_off(memtrace_site *site) {
  int saved = errno;
  uint8_t what =
      __atomic_exchange_n(&g_thread.put_off, uint8_t(0), __ATOMIC_RELAXED);
  if (what & kPeakExcess)
    say_peak_excess(site);
  if (what & kSnapshot)
    write_snapshot_by_signal();
  errno = saved;
}

} // namespace memtrace::rt
