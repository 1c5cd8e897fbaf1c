// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// domains.h: what a program tracks by hand: an address, its size and what it
// counts for, in a table of ours, since such memory carries no tag. In the
// heap's domain it is the tag that is changed.
#ifndef MEMTRACE_CORE_DOMAINS_H
#define MEMTRACE_CORE_DOMAINS_H

#include "core/state.h"

namespace memtrace::rt {

// See memtrace_track() and memtrace_untrack() of memtrace.h.
int track(unsigned domain, const void *address, size_t size,
          memtrace_site *site);
void untrack(unsigned domain, const void *address);

// What an address counts for: as a block, or else in whichever domain it is
// tracked. 0: for nothing.
uint32_t context_of(const void *address);

// Around a fork, and in its child.
void hold_domains();
void release_domains();
void reset_domains();

// All is cleared; they are held.
void forget_domains();

} // namespace memtrace::rt

#endif
