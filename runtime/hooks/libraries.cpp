// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libraries.cpp: dlclose(), after which a library's sites are gone. A thread
// whose ambient site is one of them, as it may be after an exception, gets one
// that stays.
#include "core/lasting_sites.h"
#include "core/state.h"
#include "hooks/names.h"
#include "hooks/original.h"

#include <dlfcn.h>

using namespace memtrace::rt;

MEMTRACE_DEFINE_ORIGINAL(dlclose)

extern "C" MEMTRACE_EXPORT int dlclose(void *handle) noexcept {
  if (mode() == Mode::kOn)
    make_current_sites_last();
  return original_dlclose()(handle);
}
