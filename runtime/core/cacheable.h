// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// cacheable.h: whether what a program frees may be kept from the next allocator
// for a while.
#ifndef MEMTRACE_CORE_CACHEABLE_H
#define MEMTRACE_CORE_CACHEABLE_H

namespace memtrace::rt {

// Not if somebody has asked the allocator for something that it does with each
// block, to fill or check it, or to sample who has it: then it is to do so. Nor
// if it is another one than glibc's, unless that is wished: a program may throw
// away all blocks of a heap or an arena there, whoever has them. g_next and
// g_state.reads_headers are known.
bool next_may_be_cached();

} // namespace memtrace::rt

#endif
