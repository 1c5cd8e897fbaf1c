// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// lasting_sites.h: a site of ours for each id. A site of a module goes away
// with it at dlclose; what outlives the call that set it must not: the site
// that a new thread starts with, and one that an exception has left behind.
#ifndef MEMTRACE_CORE_LASTING_SITES_H
#define MEMTRACE_CORE_LASTING_SITES_H

#include "memtrace/abi.h"

namespace memtrace::rt {

// A site that charges the same id, never goes away, and is no caller of the
// thread that starts with it; null for null and when there is no memory.
// Registers the site.
memtrace_site *creating_site(memtrace_site *site);

bool is_lasting(const memtrace_site *site);

// Puts lasting sites in place of the ambient sites and the callers of all
// threads that have counted.
void make_current_sites_last();

// The calling thread's other frames, which some libraries have: of all threads
// these are kept, too.
void also_keep(const memtrace_thread_frames *others);

} // namespace memtrace::rt

#endif
