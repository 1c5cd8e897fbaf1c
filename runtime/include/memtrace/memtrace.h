/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * memtrace.h: the tracemalloc of C and C++: a program starts and stops tracing
 * itself, takes snapshots, and asks which lines hold the memory. C11 and every
 * C++; memtrace.hpp has the same for C++17, more comfortably.
 *
 * No #ifdef is needed. Every function works in every program: where the runtime
 * is not linked, or the process's malloc is another one, it does nothing, and
 * says so by what it returns (MEMTRACE_UNAVAILABLE, 0, no rows).
 *
 * All functions may be called by any thread at any time, but not from signal
 * handlers. None of them changes what the program's own calls return; those
 * that report a status may change errno, the others keep it. Sizes are bytes,
 * as the program requested them.
 */
#ifndef MEMTRACE_MEMTRACE_H
#define MEMTRACE_MEMTRACE_H

#include <stddef.h>
#include <stdint.h>

#include "memtrace/attributes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Status ---- */

/** What functions return that can fail. */
typedef enum memtrace_status {
  MEMTRACE_OK = 0,
  /** The runtime is not in this process, or is an older one. */
  MEMTRACE_UNAVAILABLE = -1,
  /** Another allocator, valgrind or a sanitizer comes before it, or the
   * executable hides its symbols. */
  MEMTRACE_NOT_OURS = -2,
  /** Memory was allocated that can't be told from what will be:
   * memtrace_start() is called from a library that was loaded later.
   * MEMTRACE_START=0 in the environment helps. */
  MEMTRACE_TOO_LATE = -3,
  /** Tracing was never started: there is nothing to be seen. */
  MEMTRACE_NOT_TRACING = -4,
  /** The system gives no memory. */
  MEMTRACE_NO_MEMORY = -5,
  /** There are 16,777,214 ids, and they are used up. */
  MEMTRACE_NO_IDS = -6,
  /** An argument makes no sense. */
  MEMTRACE_INVALID = -7,
  /** A file can't be opened, read or written: see errno. */
  MEMTRACE_NO_FILE = -8,
  /** The file is not a ledger, is damaged, or is of another version. */
  MEMTRACE_BAD_FILE = -9
} memtrace_status;

/** What a status means, in words, without an end of line. Static. */
static inline const char *memtrace_status_text(int status);

/* ---- Tracing ---- */

/** 1: tracing is on or can be started here. 0: it can't. */
static inline int memtrace_available(void);

/** Begins to record what is allocated, or goes on after memtrace_stop().
 * Nothing happens if it does so already. What was allocated before stays
 * unknown, and its frees are ignored.
 *
 * A program that calls this pays a little from its first allocation on: blocks
 * carry 4 bytes each. With MEMTRACE_OUT in the environment tracing starts by
 * itself before main, unless MEMTRACE_START is 0. */
static inline int memtrace_start(void);

/** Records no new blocks from now on. Nothing is lost: what was recorded stays,
 * and frees of it still count, so that snapshots stay true. */
static inline void memtrace_stop(void);

/** 1: what is allocated is recorded. */
static inline int memtrace_is_tracing(void);

/** Forgets all that was recorded, the peak and the totals among it. Frees of
 * older blocks are ignored from now on. Snapshots stay as they are. Fails with
 * MEMTRACE_NO_IDS, and forgets nothing, when lines can't get new ids; with
 * MEMTRACE_NOT_TRACING if tracing was never started. */
static inline int memtrace_clear(void);

/* ---- Current and peak ---- */

/** Live bytes of the process. */
typedef struct memtrace_traced {
  uint64_t current; /**< allocated and not freed */
  uint64_t peak; /**< the most that ever was since the start, memtrace_clear()
                    or memtrace_reset_peak() */
  /** With several threads the true peak may have been larger than `peak`, by
   * little: it is no more than this. MEMTRACE_PEAK=exact makes them equal. */
  uint64_t peak_at_most;
} memtrace_traced;

/** All zero if tracing was never started. In time that grows with the number of
 * threads, not of blocks. */
static inline memtrace_traced memtrace_traced_memory(void);

/** The peak is what is current, from now on; also that of the lines. Peaks of
 * open scopes are kept. */
static inline void memtrace_reset_peak(void);

/** The peak of a part of the program. Scopes may be nested and may overlap, in
 * all threads: the peak is always that of the whole process. Opening one resets
 * the peak of the lines, as memtrace_reset_peak() does, but not the one that
 * memtrace_traced_memory() gives. All fields are the runtime's. */
typedef struct memtrace_peak_scope {
  struct memtrace_peak_scope *next, *previous;
  const void *thread; /**< that opened it */
  uint64_t seen, seen_at_most;
  uint64_t current; /**< when it was opened */
  int is_open;
} memtrace_peak_scope;

/** The scope must stay where it is until it is closed. One that was open begins
 * anew; one that is opened before tracing was ever started reads 0. */
static inline void memtrace_peak_open(memtrace_peak_scope *scope);
/** The peak since it was opened; as it was at its end for a closed one. All of
 * what was current, not only what came since: subtract scope->current. */
static inline memtrace_traced
memtrace_peak_read(const memtrace_peak_scope *scope);
/** Ends it, with its peak as it is. Closed ones stay closed. */
static inline void memtrace_peak_close(memtrace_peak_scope *scope);

/** Memory of MemTrace's own: tables, snapshots, and 4 bytes a block. */
static inline uint64_t memtrace_overhead(void);

/** Calls that are kept of each stack at most, its own line among them; inlined
 * ones are not counted. 1 in code built with lines only; 0 if tracing was never
 * started. MEMTRACE_FRAMES sets it. */
static inline unsigned memtrace_frame_limit(void);

/* ---- Where a block comes from ---- */

/** A place in the source. What is not known is null or 0. */
typedef struct memtrace_location {
  const char *file;     /**< as given to the compiler. Where nothing is known
                           `<unknown>`; where callers are missing a mark, with
                           line 0: `[through]`, of code that doesn't say who
                           calls it (`function` is what was called), or
                           `[callers are missing]` */
  const char *function; /**< linkage name; memtrace.hpp makes it readable */
  uint32_t line;        /**< 1-based */
  uint32_t column;      /**< 1-based; 0 in statistics */
} memtrace_location;

/** Where a block was allocated, innermost first, inlined calls among them:
 * fills in up to `capacity` locations and returns how many there are. 0 for a
 * block that was not recorded, or that was tracked in no domain. Strings live
 * as long as the process. `block` must be a live block, or tracked, or null. */
static inline size_t memtrace_traceback_of(const void *block,
                                           memtrace_location *locations,
                                           size_t capacity);

/* ---- Memory that malloc doesn't know ---- */

/** Domains set apart what is tracked by hand: a pool's objects, mappings,
 * memory of a device. Any number of the program's choice. */
#define MEMTRACE_HEAP 0u /* malloc's: tracked by itself */

/** Counts `size` bytes at an address for the line of this call, until
 * memtrace_untrack(); for the caller's line in a function that is
 * MEMTRACE_TRANSPARENT. Tracking an address of a domain again changes its size
 * and its line. It counts in current, peak and all statistics: where the memory
 * comes from malloc, memtrace_untrack(MEMTRACE_HEAP, chunk) keeps it from
 * counting twice.
 * In MEMTRACE_HEAP it charges a block of malloc's to this line; `size` is
 * ignored then.
 * MEMTRACE_NOT_TRACING after memtrace_stop(), too. */
static inline int memtrace_track(unsigned domain, const void *address,
                                 size_t size);
/** Nothing happens if it is not tracked. A block of malloc's is not counted any
 * more; it still has to be freed, and counts again when it is
 * reallocated. */
static inline void memtrace_untrack(unsigned domain, const void *address);

/** A block as malloc's, for free(), which nobody is charged for: what a program
 * needs to look at itself. Null without memory, and where the runtime isn't. */
static inline void *memtrace_uncounted_malloc(size_t size);

/* ---- Snapshots ---- */

/** What was recorded up to a moment, by stack. Immutable, in memory of its own:
 * it takes the more of it the more lines allocate, not the more blocks there
 * are. */
typedef struct memtrace_snapshot memtrace_snapshot;

/** On success *out is the caller's, to be freed with memtrace_snapshot_free();
 * else null. Threads that allocate meanwhile wait until the counters are added
 * up, for some nanoseconds for each line and thread. */
static inline int memtrace_take_snapshot(memtrace_snapshot **out);

/** Null is allowed. Statistics that were made of it stay valid. */
static inline void memtrace_snapshot_free(memtrace_snapshot *snapshot);

/** Writes the snapshot to a file, whole or not at all, readable by its owner
 * only; what had that name is replaced. It is a ledger: `memtrace report` reads
 * it. */
static inline int memtrace_snapshot_dump(const memtrace_snapshot *snapshot,
                                         const char *path);
/** Reads any ledger: a dumped snapshot, what MEMTRACE_OUT=run.memtrace has left
 * or the one of a process that still runs. For out see take. */
static inline int memtrace_snapshot_load(const char *path,
                                         memtrace_snapshot **out);

/** Bytes and blocks. */
typedef struct memtrace_amount {
  int64_t bytes;
  int64_t blocks;
} memtrace_amount;

/** Sums over a snapshot. */
typedef struct memtrace_snapshot_totals {
  memtrace_amount current;
  memtrace_amount peak; /**< the sum over its lines; of the peak since the last
                           reset, of a scope's opening too */
  memtrace_amount allocated; /**< over the whole run */
  uint64_t time;             /**< of day, in nanoseconds, when it was taken */
  uint32_t pid;
  uint32_t frame_limit;
} memtrace_snapshot_totals;

/** All zero for null. */
static inline memtrace_snapshot_totals
memtrace_snapshot_totals_of(const memtrace_snapshot *snapshot);

/* ---- Filters ---- */

/** Which stacks are meant. Zero-initialised: those with any file in any domain,
 * to be left out. */
typedef struct memtrace_filter {
  int inclusive;       /**< 1: keep what matches; 0: leave it out */
  const char *pattern; /**< of the file: *, ? and [a-z] as in the shell, but *
                          and ? match / too; null: any */
  uint32_t line;       /**< 0: any */
  int all_frames;      /**< 1: any frame of the stack may match, not only the
                          one that allocated */
  int only_domain;     /**< 1: the domain must be this one, too */
  unsigned domain;
} memtrace_filter;

/** A snapshot of what is kept: what matches one inclusive filter at least (if
 * there is one), and no exclusive one. */
static inline int memtrace_snapshot_filter(const memtrace_snapshot *snapshot,
                                           const memtrace_filter *filters,
                                           size_t count,
                                           memtrace_snapshot **out);

/* ---- Statistics ---- */

/** What blocks are grouped by. */
typedef enum memtrace_key {
  MEMTRACE_BY_LINE = 1,
  MEMTRACE_BY_FILE = 2,
  MEMTRACE_BY_FUNCTION = 3,
  MEMTRACE_BY_TYPE = 4,
  MEMTRACE_BY_STACK = 5,
  MEMTRACE_BY_DOMAIN = 6
} memtrace_key;

/** Which blocks count. */
typedef enum memtrace_when {
  MEMTRACE_CURRENT = 0, /**< not freed */
  MEMTRACE_PEAK = 1,    /**< not freed at the peak */
  MEMTRACE_TOTAL = 2    /* all that was allocated, freed or not */
} memtrace_when;

/** What is asked of a snapshot. */
typedef struct memtrace_query {
  memtrace_key by;
  memtrace_when at;
  /** 1: each block counts for all frames of its stack, for each group once; by
   * line, file or function. */
  int cumulative;
} memtrace_query;

/** One group. */
typedef struct memtrace_statistic {
  memtrace_key by;
  /** By line: the line. By file: a file, line 0. By function: a function and
   * its file. By type and domain: none. By stack: all of it, innermost first.
   */
  const memtrace_location *frames;
  size_t frame_count;
  int has_more_frames; /**< of a stack: there may be more than are kept */
  const char *type;    /**< by type; empty: not known. Else null */
  unsigned domain;     /**< by domain */
  int64_t size;        /**< bytes */
  int64_t count;       /**< blocks */
  /** Of a comparison: size and count minus the older ones. Else 0. */
  int is_difference;
  int64_t size_diff;
  int64_t count_diff;
} memtrace_statistic;

/** Rows in CPython's order: the largest first. */
typedef struct memtrace_statistics memtrace_statistics;

/** *out is the caller's, to be freed with memtrace_statistics_free(). A query
 * that makes no sense is MEMTRACE_INVALID. */
static inline int
memtrace_snapshot_statistics(const memtrace_snapshot *snapshot,
                             memtrace_query query, memtrace_statistics **out);

/** What changed from `old` to `snapshot`, groups that are in one of them only
 * and those that did not change among them: the largest change first. They may
 * come from different processes. */
static inline int memtrace_snapshot_compare(const memtrace_snapshot *snapshot,
                                            const memtrace_snapshot *old,
                                            memtrace_query query,
                                            memtrace_statistics **out);

/** Valid, with all that they point to, until the statistics are freed. */
static inline size_t
memtrace_statistics_count(const memtrace_statistics *statistics);
static inline const memtrace_statistic *
memtrace_statistics_rows(const memtrace_statistics *statistics);
/** Null is allowed. */
static inline void memtrace_statistics_free(memtrace_statistics *statistics);

/* ---- Text ---- */

/* These write as snprintf does: at most `size` bytes, always with a NUL unless
 * size is 0; they return the length of the whole text. Where the runtime isn't,
 * the text is empty. */

/** `src/lines.cpp:42: size=15.2 MiB, count=100000, average=159 B`; of a
 * comparison `src/lines.cpp:42: size=15.2 MiB (+1024 KiB), count=9 (+1),
 * average=159 B`. */
static inline size_t memtrace_format_statistic(const memtrace_statistic *row,
                                               char *text, size_t size);
/** `15.2 MiB`; with a sign in any case if always_sign is 1. */
static inline size_t memtrace_format_size(int64_t bytes, int always_sign,
                                          char *text, size_t size);
/** Python's Traceback.format(): a line `  File "src/a.c", line 42` for each
 * location, and beneath it the line of the source, if that can be read now. All
 * end in a newline. Locations are given innermost first. limit > 0: only so
 * many, the innermost; limit < 0: all but so many, the innermost; 0: all. The
 * innermost comes last, unless most_recent_first is 1. */
static inline size_t
memtrace_format_traceback(const memtrace_location *locations, size_t count,
                          int limit, int most_recent_first, char *text,
                          size_t size);

/** Writes the text report, as it is written at exit, of what was recorded up to
 * now: to a file, which it replaces, or to stderr for null. */
static inline int memtrace_report(const char *path);

#ifdef __cplusplus
}
#endif

/* What the functions above are made of. */
#include "memtrace/api.h"

#endif
