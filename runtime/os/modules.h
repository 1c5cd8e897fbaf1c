// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// modules.h: which memory belongs to the executable and the libraries that are
// loaded now.
#ifndef MEMTRACE_OS_MODULES_H
#define MEMTRACE_OS_MODULES_H

#include "os/lock.h"

namespace memtrace::rt {

// To be held. Nobody has it in the child of a fork.
extern Lock g_modules_lock;

// In the child of a fork: what was noted may be half of it.
void forget_modules();

// Looks where they are. False if none has gone since the last time, or if there
// is no memory for it.
bool note_modules();

// The loader's name for what an address is in: empty for the executable, null
// where it can't be told. Valid as long as that stays loaded. Takes no lock:
// whoever loads or unwinds may be waiting for an allocation.
const char *module_name_at(const void *address);

// As was last noted.
bool is_in_module(const void *address);

} // namespace memtrace::rt

#endif
