// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// abi.cpp: the data that instrumented code refers to; see abi.h.
#include "core/state.h"
#include "hooks/names.h"

extern "C" {
MEMTRACE_EXPORT __thread memtrace_site *MEMTRACE_CURRENT_SITE;
MEMTRACE_EXPORT extern const char MEMTRACE_ABI_GUARD = MEMTRACE_ABI_VERSION;
}
