/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * ledger.h: the layout of the ledger, where the runtime keeps all that a
 * report is made from. C11 and C++17.
 *
 * A ledger is a header followed by extents. Each extent is a piece of one
 * section, and says which; what no extent covers reads as zero. Sections only
 * ever grow. There is no other copy of the counts: the runtime counts in the
 * ledger itself, and the ledger is a file, so a process that is killed leaves
 * all of it behind.
 *
 * A reader may rely on these: offsets and places of extents are multiples of
 * 4096, and no two overlap; each string ends inside string_bytes, and byte 0 is
 * that of the empty one; no two sites share frames. slab_count may lag behind
 * the extents. Samples are in the order of their times, no two share live
 * records, and those of one sample, as those that were inherited, are in the
 * order of their contexts, each of which has one at most.
 *
 * All integers are in the byte order of the machine. Sizes are bytes, times
 * nanoseconds. Strings are offsets into MEMTRACE_SECTION_STRINGS,
 * NUL-terminated; 0 is the empty string. A reader takes a section's length
 * from the header's count for it, never from its extents' sizes. What a count
 * covers was written before the count.
 */
#ifndef MEMTRACE_LEDGER_H
#define MEMTRACE_LEDGER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MEMTRACE_LEDGER_MAGIC "MemTrace" /* 8 bytes, not NUL-terminated */
#define MEMTRACE_LEDGER_VERSION 7
#define MEMTRACE_LEDGER_MAX_IDS (1u << 24)

enum memtrace_section {
  MEMTRACE_SECTION_STRINGS = 1,
  MEMTRACE_SECTION_FRAMES = 2,   /* memtrace_ledger_frame[] */
  MEMTRACE_SECTION_SITES = 3,    /* memtrace_ledger_site[] */
  MEMTRACE_SECTION_CALLERS = 4,  /* memtrace_ledger_caller[] */
  MEMTRACE_SECTION_CONTEXTS = 5, /* memtrace_ledger_context[], by id */
  MEMTRACE_SECTION_COUNTERS = 6, /* memtrace_counter[], by id, one per slab */
  MEMTRACE_SECTION_SAMPLES = 7,  /* memtrace_ledger_sample[], by time */
  MEMTRACE_SECTION_LIVE = 8,     /* memtrace_ledger_live[], of the samples */
  MEMTRACE_SECTION_INHERITED = 9 /* memtrace_ledger_live[], at the fork */
};

/* Some or all of the extent's bytes are not in the file, only in the memory of
 * the process: the file could not grow. */
#define MEMTRACE_EXTENT_NOT_IN_FILE 1u

typedef struct memtrace_ledger_extent {
  uint64_t offset;  /* from the start of the ledger */
  uint64_t first;   /* from the start of its section */
  uint64_t bytes;   /* a multiple of 4096 */
  uint16_t section; /* enum memtrace_section */
  uint16_t flags;   /* MEMTRACE_EXTENT_* */
  uint32_t slab;    /* of counters; else 0 */
} memtrace_ledger_extent;

typedef struct memtrace_ledger_frame {
  uint32_t function; /* linkage name */
  uint32_t file;
  uint32_t line;   /* 0: unknown */
  uint32_t column; /* 0: unknown */
} memtrace_ledger_frame;

/* Site 0 is never used. Site 1 is what could not be attributed
 * (`<unknown>`). */
#define MEMTRACE_UNKNOWN_SITE 1u

typedef struct memtrace_ledger_site {
  uint32_t first_frame; /* index into the frames, innermost first */
  uint16_t frame_count;
  uint16_t user_frame; /* the frame that the report names, from first_frame */
  uint32_t type;
  uint32_t callee; /* linkage name, as in memtrace_site of abi.h */
  uint32_t flags;  /* MEMTRACE_SITE_* of abi.h */
  uint32_t domain; /* as in memtrace_track() of memtrace.h; 0: the heap */
  uint32_t module; /* string: path of the executable or shared library that the
                      site is in, as the loader has it; 0: not known */
  uint32_t reserved;
} memtrace_ledger_site;

/* Who called: a site, and who called the function that it is in. They make a
 * tree, whose depth frames_kept limits. Who is outside has a lower index than
 * what it called. Caller 0 is never used. */
typedef struct memtrace_ledger_caller {
  uint32_t site;  /* 0: a gap, here callers are missing */
  uint32_t outer; /* index of its caller; 0: nobody, or nobody that was kept */
  uint32_t depth; /* 1, or one more than that of `outer` */
  uint32_t reserved;
} memtrace_ledger_caller;

/* Where something was allocated: what a block's id stands for, and what is
 * counted. Without stacks each site has just one. Context 0 is never used: an
 * id of 0 in a tag is invalid. Context 1 is site 1's. What those before
 * first_context have counted is forgotten: the program has cleared it. */
#define MEMTRACE_UNKNOWN_CONTEXT 1u

typedef struct memtrace_ledger_context {
  uint32_t site;
  uint32_t callers; /* index of the innermost caller; 0: none */
} memtrace_ledger_context;

/* One (slab, context), one cache line. Only the slab's thread writes it, with
 * plain stores; only sums over all slabs mean anything, since another thread's
 * free is counted in that thread's slab. Live is allocated - freed, and the
 * saved values are what was live when the first event after a peak came: a
 * context's value at the peak is generation >= peak_generation ? saved : live.
 */
typedef struct memtrace_counter {
  uint64_t allocated_bytes;
  uint64_t allocated_blocks;
  uint64_t freed_bytes;
  uint64_t freed_blocks;
  int64_t saved_bytes;
  int64_t saved_blocks;
  uint64_t generation;
  uint64_t damaged_blocks; /* freed with their last bytes overwritten; they
                              still count as allocated */
} memtrace_counter;

/* What was live in a context at some moment. */
typedef struct memtrace_ledger_live {
  uint32_t context;
  uint32_t reserved;
  int64_t bytes;
  int64_t blocks;
} memtrace_ledger_live;

/* A point of the time line, which an observer that isn't the process itself has
 * appended after its end. Sums, which a counting process may have changed while
 * they were taken. */
typedef struct memtrace_ledger_sample {
  uint64_t time; /* of day, but from a clock that never goes back; never 0 */
  uint64_t current_bytes; /* live */
  uint64_t current_blocks;
  uint64_t rss;        /* of the whole process; 0: not known */
  uint32_t first_live; /* index of the first of its live records, if any */
  uint32_t live_count; /* one for each context with anything live; 0: only the
                          sums were taken */
} memtrace_ledger_sample;

typedef struct memtrace_ledger_header {
  char magic[8];
  uint32_t version;
  uint32_t header_bytes; /* this header and its extent table */
  uint32_t extent_count;
  uint32_t extent_capacity;

  uint64_t string_bytes;
  uint32_t frame_count;
  uint32_t site_count; /* sites in use are 1 .. site_count - 1 */
  uint32_t caller_count;
  uint32_t context_count;
  uint32_t frames_kept; /* calls in a context at most, its own site among them;
                           inlined ones are not counted. 1: no callers */
  uint32_t frames_deep; /* frames of a thread at most, of which a gap is what
                           was deeper */
  uint32_t slab_count;
  uint32_t thread_count; /* threads that ever had a slab */

  uint32_t pid;
  uint32_t parent_pid;    /* of the process that this one was forked from
                             without an exec; 0: none */
  uint32_t program;       /* string: path of the executable */
  uint32_t command_line;  /* string: the arguments, separated by spaces */
  uint64_t process_start; /* clock ticks since boot */
  uint64_t pid_namespace; /* inode number; 0: not known */
  char boot_id[40];       /* as in /proc, NUL-terminated; with pid, start and
                             namespace it says whether the process lives */

  uint64_t start_time; /* of day */
  uint64_t end_time;   /* of day; 0: not ended */
  int32_t exit_status; /* valid when finished */
  uint32_t finished;   /* 1: end_time and exit_status are valid */

  /* The largest number of live bytes, and the generation that began when it
   * was reached. With one thread exact. With more, every thread may allocate
   * a little without asking whether that is a new peak; what was live never
   * passed committed_bytes, but for the one block that each thread may have
   * been allocating just then: the true peak is peak_bytes or more, and at most
   * the larger of the two. */
  uint64_t peak_bytes;
  uint64_t peak_generation;
  uint64_t committed_bytes;
  uint64_t generation; /* now */

  /* What could not be counted as it should be. */
  uint64_t bad_tags;         /* blocks freed without a tag that makes sense */
  uint64_t untracked_blocks; /* allocations and frees that no counter took */
  uint64_t untracked_bytes;
  uint64_t callerless_blocks;   /* that count for their site without callers, as
                                   ids or memory ran out */
  uint32_t unregistered_sites;  /* sites that share the unknown one's id */
  uint32_t shared_slab_threads; /* threads that had no slab of their own: all
                                   is counted, but more slowly */
  uint32_t file_incomplete;     /* 1: see MEMTRACE_EXTENT_NOT_IN_FILE */
  uint32_t inherited;           /* 1: forked from a process that was traced, and
                                   these were live then: */
  uint64_t inherited_bytes;
  uint64_t inherited_blocks;

  uint64_t own_bytes; /* memory of MemTrace's own, without the tags */
  uint64_t peak_rss;  /* of the whole process; 0: not known */

  /* What the program has asked for through memtrace.h. */
  uint64_t snapshot_time; /* of day, when this copy was made; 0: it is none */
  uint64_t largest_peak_bytes; /* of the peaks that were reset; the peak above
                                  is the one since then */
  uint32_t peak_resets;
  uint32_t pauses;    /* times that it did not record what was allocated: once
                         before a late start, and after each stop */
  uint32_t is_paused; /* 1: it doesn't now */
  uint32_t first_context;

  uint32_t sample_count;
  uint32_t live_count;
  uint32_t inherited_count; /* contexts in which anything was live at the fork.
                               0, where inherited_blocks is not: that was not
                               kept */
  uint32_t merged_count;    /* ledgers that this one is the sum of; 0: it is a
                               process's own */

  uint32_t is_growing; /* 1: live bytes have not fallen since the peak, so what
                          is live now is the peak, if it is more than
                          peak_bytes */
  uint32_t reserved;

  memtrace_ledger_extent extents[];
} memtrace_ledger_header;

#ifdef __cplusplus
}
#endif

#endif
