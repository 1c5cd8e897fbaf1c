/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * api.h: how memtrace.h reaches the runtime, if it is there. Each function of
 * people's, memtrace_x(), is a call of the runtime's __memtrace_x(), to which a
 * program refers weakly: it links and runs without it. Not for people.
 */
#ifndef MEMTRACE_API_H
#define MEMTRACE_API_H

#ifdef __cplusplus
extern "C" {
#endif

/* X(result, name, parameters, arguments, what it returns without the runtime)
 */
#define MEMTRACE_API_FUNCTIONS(X)                                              \
  X(int, available, (void), (), 0)                                             \
  X(void *, uncounted_malloc, (size_t size), (size), 0)                        \
  X(int, is_tracing, (void), (), 0)                                            \
  X(int, clear, (void), (), MEMTRACE_UNAVAILABLE)                              \
  X(uint64_t, overhead, (void), (), 0)                                         \
  X(unsigned, frame_limit, (void), (), 0)                                      \
  X(size_t, traceback_of,                                                      \
    (const void *block, memtrace_location *locations, size_t capacity),        \
    (block, locations, capacity), 0)                                           \
  X(int, track, (unsigned domain, const void *address, size_t size),           \
    (domain, address, size), MEMTRACE_UNAVAILABLE)                             \
  X(int, take_snapshot, (memtrace_snapshot * *out), (out),                     \
    (*out = 0, MEMTRACE_UNAVAILABLE))                                          \
  X(int, snapshot_dump, (const memtrace_snapshot *snapshot, const char *path), \
    (snapshot, path), MEMTRACE_UNAVAILABLE)                                    \
  X(int, snapshot_load, (const char *path, memtrace_snapshot **out),           \
    (path, out), (*out = 0, MEMTRACE_UNAVAILABLE))                             \
  X(int, snapshot_filter,                                                      \
    (const memtrace_snapshot *snapshot, const memtrace_filter *filters,        \
     size_t count, memtrace_snapshot **out),                                   \
    (snapshot, filters, count, out), (*out = 0, MEMTRACE_UNAVAILABLE))         \
  X(int, snapshot_statistics,                                                  \
    (const memtrace_snapshot *snapshot, memtrace_query query,                  \
     memtrace_statistics **out),                                               \
    (snapshot, query, out), (*out = 0, MEMTRACE_UNAVAILABLE))                  \
  X(int, snapshot_compare,                                                     \
    (const memtrace_snapshot *snapshot, const memtrace_snapshot *old,          \
     memtrace_query query, memtrace_statistics **out),                         \
    (snapshot, old, query, out), (*out = 0, MEMTRACE_UNAVAILABLE))             \
  X(size_t, statistics_count, (const memtrace_statistics *statistics),         \
    (statistics), 0)                                                           \
  X(const memtrace_statistic *, statistics_rows,                               \
    (const memtrace_statistics *statistics), (statistics), 0)                  \
  X(size_t, format_statistic,                                                  \
    (const memtrace_statistic *row, char *text, size_t size),                  \
    (row, text, size), memtrace_no_text(text, size))                           \
  X(size_t, format_size,                                                       \
    (int64_t bytes, int always_sign, char *text, size_t size),                 \
    (bytes, always_sign, text, size), memtrace_no_text(text, size))            \
  X(size_t, format_traceback,                                                  \
    (const memtrace_location *locations, size_t count, int limit,              \
     int most_recent_first, char *text, size_t size),                          \
    (locations, count, limit, most_recent_first, text, size),                  \
    memtrace_no_text(text, size))                                              \
  X(int, report, (const char *path), (path), MEMTRACE_UNAVAILABLE)

/* X(name, parameters, arguments): without a result. */
#define MEMTRACE_API_PROCEDURES(X)                                             \
  X(stop, (void), ())                                                          \
  X(reset_peak, (void), ())                                                    \
  X(peak_close, (memtrace_peak_scope * scope), (scope))                        \
  X(untrack, (unsigned domain, const void *address), (domain, address))        \
  X(snapshot_free, (memtrace_snapshot * snapshot), (snapshot))                 \
  X(statistics_free, (memtrace_statistics * statistics), (statistics))

/* X(result, name, parameters, arguments): a structure, zero without the
 * runtime. */
#define MEMTRACE_API_STRUCTURES(X)                                             \
  X(memtrace_traced, traced_memory, (void), ())                                \
  X(memtrace_traced, peak_read, (const memtrace_peak_scope *scope), (scope))   \
  X(memtrace_snapshot_totals, snapshot_totals_of,                              \
    (const memtrace_snapshot *snapshot), (snapshot))

/* A runtime that is older than the program lacks the functions that are new:
 * they are as where there is none. */
#define MEMTRACE_WEAK __attribute__((weak))
#define MEMTRACE_DECLARE(result, name, parameters, ...)                        \
  extern result __memtrace_##name parameters MEMTRACE_WEAK;
#define MEMTRACE_DECLARE_PROCEDURE(name, parameters, arguments)                \
  extern void __memtrace_##name parameters MEMTRACE_WEAK;
extern int __memtrace_start(void) MEMTRACE_WEAK;
extern void __memtrace_peak_open(memtrace_peak_scope *scope) MEMTRACE_WEAK;
MEMTRACE_API_FUNCTIONS(MEMTRACE_DECLARE)
MEMTRACE_API_PROCEDURES(MEMTRACE_DECLARE_PROCEDURE)
MEMTRACE_API_STRUCTURES(MEMTRACE_DECLARE)
#undef MEMTRACE_DECLARE
#undef MEMTRACE_DECLARE_PROCEDURE
#undef MEMTRACE_WEAK

/* A program that may start tracing has this symbol, once, which the runtime
 * looks for before the first allocation. */
#define MEMTRACE_TELL_OF_START()                                               \
  __asm__ volatile(                                                            \
      ".ifndef __memtrace_may_start\n"                                         \
      ".pushsection .rodata.__memtrace_may_start,\"aG\",@progbits,"            \
      "__memtrace_may_start,comdat\n"                                          \
      ".weak __memtrace_may_start\n"                                           \
      ".type __memtrace_may_start,@object\n"                                   \
      ".size __memtrace_may_start,1\n"                                         \
      "__memtrace_may_start:\n"                                                \
      ".byte 1\n"                                                              \
      ".popsection\n"                                                          \
      ".endif")

static inline int memtrace_start(void) {
  MEMTRACE_TELL_OF_START();
  return __memtrace_start ? __memtrace_start() : MEMTRACE_UNAVAILABLE;
}

static inline void memtrace_peak_open(memtrace_peak_scope *scope) {
  if (__memtrace_peak_open)
    __memtrace_peak_open(scope);
  else
    __builtin_memset(scope, 0, sizeof *scope);
}

static inline size_t memtrace_no_text(char *text, size_t size) {
  if (size)
    text[0] = 0;
  return 0;
}

/* What they track is charged to the line that calls them. */
#define MEMTRACE_DEFINE(result, name, parameters, arguments, otherwise)        \
  MEMTRACE_TRANSPARENT static inline result memtrace_##name parameters {       \
    return __memtrace_##name ? __memtrace_##name arguments : (otherwise);      \
  }
#define MEMTRACE_DEFINE_PROCEDURE(name, parameters, arguments)                 \
  MEMTRACE_TRANSPARENT static inline void memtrace_##name parameters {         \
    if (__memtrace_##name)                                                     \
      __memtrace_##name arguments;                                             \
  }
#define MEMTRACE_DEFINE_STRUCTURE(result, name, parameters, arguments)         \
  MEMTRACE_TRANSPARENT static inline result memtrace_##name parameters {       \
    result answer;                                                             \
    if (__memtrace_##name)                                                     \
      answer = __memtrace_##name arguments;                                    \
    else                                                                       \
      __builtin_memset(&answer, 0, sizeof answer);                             \
    return answer;                                                             \
  }
MEMTRACE_API_FUNCTIONS(MEMTRACE_DEFINE)
MEMTRACE_API_PROCEDURES(MEMTRACE_DEFINE_PROCEDURE)
MEMTRACE_API_STRUCTURES(MEMTRACE_DEFINE_STRUCTURE)
#undef MEMTRACE_DEFINE
#undef MEMTRACE_DEFINE_PROCEDURE
#undef MEMTRACE_DEFINE_STRUCTURE

static inline const char *memtrace_status_text(int status) {
  switch (status) {
  case MEMTRACE_OK:
    return "all is well";
  case MEMTRACE_UNAVAILABLE:
    return "the MemTrace runtime is not in this program; build it with "
           "memtrace-cc --profile-memory";
  case MEMTRACE_NOT_OURS:
    return "another allocator, valgrind or a sanitizer comes before MemTrace, "
           "or the executable hides its symbols; run it without that";
  case MEMTRACE_TOO_LATE:
    return "tracing can't start any more in this process; set MEMTRACE_START=0 "
           "in its environment";
  case MEMTRACE_NOT_TRACING:
    return "memory allocations must be traced for this; call memtrace_start()";
  case MEMTRACE_NO_MEMORY:
    return "the system gives no memory";
  case MEMTRACE_NO_IDS:
    return "the ids of lines are used up; run the program again";
  case MEMTRACE_INVALID:
    return "an argument makes no sense";
  case MEMTRACE_NO_FILE:
    return "the file can't be opened, read or written";
  case MEMTRACE_BAD_FILE:
    return "the file is no ledger of this version of MemTrace, or is damaged";
  default:
    return "there is no such status";
  }
}

#ifdef __cplusplus
}
#endif

#endif
