/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * attributes.h: what a program's own source says to MemTrace of its functions.
 * For every C and C++ compiler: where the code is not profiled, nothing of this
 * has an effect.
 */
#ifndef MEMTRACE_ATTRIBUTES_H
#define MEMTRACE_ATTRIBUTES_H

/* What a function allocates is charged to its caller's line if the function is
 * a wrapper, one that hands memory to its caller. MemTrace tells wrappers by
 * their shape; these say it of functions, methods, templates and lambdas whose
 * shape misleads:
 *
 *   MEMTRACE_TRANSPARENT void *pool_take(struct pool *pool);
 *   MEMTRACE_OPAQUE void *make_table(size_t rows);
 *   auto take = [&](size_t n) MEMTRACE_TRANSPARENT { return pool.take(n); };
 *
 * MEMTRACE_TRANSPARENT: it is a wrapper; its callers' lines are charged.
 * MEMTRACE_OPAQUE:      it is none; its own lines are charged.
 *
 * They belong on a declaration that the definition sees. --memtrace-opaque and
 * --memtrace-transparent on the command line win over them. */
#if defined(__clang__)
#define MEMTRACE_TRANSPARENT __attribute__((annotate("memtrace_transparent")))
#define MEMTRACE_OPAQUE __attribute__((annotate("memtrace_opaque")))
#else
#define MEMTRACE_TRANSPARENT
#define MEMTRACE_OPAQUE
#endif

#endif
