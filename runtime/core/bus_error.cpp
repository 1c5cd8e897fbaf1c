// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bus_error.cpp: see bus_error.h. What isn't about the ledger happens as if we
// weren't there: the program's own action comes back, and the signal with it.
#include "core/bus_error.h"

#include "core/life.h"
#include "core/output_path.h"
#include "ledger/backing.h"
#include "ledger/ledger.h"
#include "os/line.h"
#include "os/memory.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace memtrace::rt {
namespace {

struct sigaction before;
bool lost; // the ledger

// A page of the section that was never counted in, and that can't even be read
// as there is no room for it: it is memory from now on.
bool save_page(const Section &section, memtrace_section kind, uint32_t slab,
               const void *address) {
  if (!section.contains(address))
    return false;
  size_t distance =
      (size_t)(static_cast<const char *>(address) - section.base()) &
      ~(page_size() - 1);
  if (section.is_touched(distance) ||
      !replace_with_memory(section.base() + distance, page_size()))
    return false;
  g_header->file_incomplete = 1;
  for (uint32_t i = 0; i < g_header->extent_count; ++i) {
    memtrace_ledger_extent &extent = g_header->extents[i];
    if (extent.section == kind && extent.slab == slab &&
        distance - extent.first < extent.bytes)
      extent.flags |= MEMTRACE_EXTENT_NOT_IN_FILE;
  }
  return true;
}

bool save_page(const void *address) {
  for (uint32_t slab = 0; slab < slab_count(); ++slab)
    if (save_page(section_of(MEMTRACE_SECTION_COUNTERS, slab),
                  MEMTRACE_SECTION_COUNTERS, slab, address))
      return true;
  return false;
}

void say_lost() {
  static char text[PATH_MAX + 256];
  Line line(text, sizeof text);
  line.add("counting has ended, and what was counted is lost: somebody "
           "truncated ");
  line.add(ledger_path()).add(", or its disk failed or is full");
  say(line);
}

void on_bus_error(int signal, siginfo_t *info, void *) {
  int saved = errno;
  bool by_kernel = info->si_code > 0;
  if (by_kernel && is_in_ledger(info->si_addr)) {
    // Another thread's fault comes again until there is memory in its place.
    if (!save_page(info->si_addr) &&
        !__atomic_exchange_n(&lost, true, __ATOMIC_ACQ_REL)) {
      count_no_more();
      say_lost();
    }
  } else {
    sigaction(signal, &before, nullptr);
    // A fault comes again by itself; what somebody sent has to be sent again.
    if (!by_kernel)
      syscall(SYS_rt_tgsigqueueinfo, getpid(), syscall(SYS_gettid), signal,
              info);
  }
  errno = saved;
}

} // namespace

void watch_ledger_file() {
  struct sigaction action;
  if (!has_backing() || sigaction(SIGBUS, nullptr, &before) != 0 ||
      (before.sa_flags & SA_SIGINFO) || before.sa_handler != SIG_DFL)
    return;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGBUS, &action, nullptr);
}

void hide_handler(struct sigaction *action) {
  if ((action->sa_flags & SA_SIGINFO) && action->sa_sigaction == on_bus_error)
    *action = before;
}

void hide_handler(void (**handler)(int)) {
  if (reinterpret_cast<uintptr_t>(*handler) ==
      reinterpret_cast<uintptr_t>(on_bus_error))
    *handler = before.sa_handler;
}

} // namespace memtrace::rt
