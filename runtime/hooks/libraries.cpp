// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libraries.cpp: libraries that come, with code that keeps its callers, and go:
// dlclose(), after which a library's sites are gone. A thread whose ambient
// site or caller is one of them, as it may be after an exception, gets one that
// stays; and contexts that have one are forgotten.
#include "core/busy.h"
#include "core/contexts.h"
#include "core/lasting_sites.h"
#include "core/life.h"
#include "core/state.h"
#include "hooks/names.h"
#include "hooks/original.h"
#include "os/modules.h"

#include <dlfcn.h>

using namespace memtrace::rt;

MEMTRACE_DEFINE_ORIGINAL(dlclose)

namespace {

bool is_lost(const memtrace_site *site) {
  return !is_lasting(site) && !is_in_module(site);
}

} // namespace

extern "C" MEMTRACE_EXPORT int dlclose(void *handle) noexcept {
  if (mode() == Mode::kUninitialized)
    start(); // in the child of a fork, which has its parent's contexts
  if (mode() != Mode::kOn)
    return original_dlclose()(handle);
  make_current_sites_last();
  int result = original_dlclose()(handle);
  Busy busy; // a signal handler must not wait for us
  if (g_contexts.caller_count != 0 && busy.is_first()) {
    Locked hold(g_modules_lock);
    if (note_modules())
      forget_contexts(is_lost);
  }
  return result;
}
