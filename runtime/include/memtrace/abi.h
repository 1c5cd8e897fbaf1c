/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * abi.h: the contract between instrumented code and the runtime.
 *
 * The pass, the runtime and the tests all include this file, so names and
 * layouts cannot drift apart. C11 and C++17. docs/abi.md has the rules of
 * change: a new entry at the end, another function, a new flag, and what the
 * runtime never reads keep the version; anything else raises it.
 */
#ifndef MEMTRACE_ABI_H
#define MEMTRACE_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MEMTRACE_ABI_VERSION 3

/* Every instrumented module refers to this symbol, and the runtime defines it:
 * a link without the runtime, or with another version of it, stops on a name
 * that says what to do. */
#define MEMTRACE_ABI_GUARD __memtrace_v3_link_with_memtrace_cc_profile_memory

/* Strings and frames are found by their distance in bytes from the field that
 * names them, so that sites need no dynamic relocation. 0 means "none". */
typedef int32_t memtrace_relative;

/* One function of an inlined chain. Read-only. */
typedef struct memtrace_frame {
  memtrace_relative function; /* linkage name, NUL-terminated; 0: unknown */
  memtrace_relative file;     /* as given to the compiler; 0: unknown */
  uint32_t line;              /* 1-based; 0: unknown */
  uint32_t column;            /* 1-based; 0: unknown */
} memtrace_frame;

/* The static description of one call. Emitted by the pass, one for each
 * distinct call, private to its module; the runtime writes the first two
 * fields, once, when the site is registered, and copies the rest. */
typedef struct memtrace_site {
  uint32_t counter;         /* distance of the counter in each slab: id * 64 */
  uint32_t tag;             /* id << 8; 0 until registered */
  memtrace_relative frames; /* memtrace_frame[frame_count], innermost first */
  memtrace_relative type;   /* allocated type, NUL-terminated; 0: unknown */
  memtrace_relative callee; /* linkage name of what is called; 0: unknown, or an
                               allocation, or not built with stacks */
  uint16_t frame_count;     /* at least 1 */
  uint16_t user_frame;      /* index of the frame that the report names */
  uint32_t flags;           /* MEMTRACE_SITE_* */
} memtrace_site;

/* No frame of the chain is the user's: the line is a last resort, used only
 * when no ambient site was set. */
#define MEMTRACE_SITE_SYSTEM 1u
/* The module has no debug information: function and file only. */
#define MEMTRACE_SITE_NO_LINES 2u
/* The module was built with stacks. */
#define MEMTRACE_SITE_STACKS 4u

/* What readers of files find without running them; the runtime reads none of
 * it. All sites of a module are in the section MEMTRACE_SITES_SECTION, which
 * is thus an array of memtrace_site. Right after its frames follows a
 * memtrace_relative that leads to the memtrace_unit of its translation unit.
 * There is one of these for each instrumented translation unit, also for one
 * without sites: the description in an ELF note. */
#define MEMTRACE_SITES_SECTION "memtrace_sites"
#define MEMTRACE_NOTE_SECTION ".note.memtrace"
#define MEMTRACE_NOTE_NAME "MemTrace"
#define MEMTRACE_NOTE_UNIT 0x4d540001 /* the type: a memtrace_unit */

/* The source file's name, as given to the compiler, follows, NUL-terminated
 * and padded with zeros to a multiple of 4. */
typedef struct memtrace_unit {
  uint32_t abi;   /* MEMTRACE_ABI_VERSION of the compiler */
  uint32_t flags; /* MEMTRACE_UNIT_* */
} memtrace_unit;

/* Built without debug information. */
#define MEMTRACE_UNIT_NO_LINES 1u
/* Built with stacks. */
#define MEMTRACE_UNIT_STACKS 2u

/* Where a thread is. All zero at its start, and valid then. Thread-local; any
 * function may be left by an exception or a longjmp, so what stands here is
 * only ever a hint that the next call puts right.
 *
 * All code of a process has the same one. The runtime defines it, and code that
 * is compiled for an executable (without -fPIC) does so, too, weakly, and
 * reaches it by local-exec: then the executable's is everybody's, for it comes
 * first in the search. Code with -fPIC, and the runtime, use initial-exec. */
typedef union memtrace_thread_frames {
  struct {
    uint16_t depth; /* in code with stacks: see below */
    /* The ambient site: whom an allocation without a line of its own is charged
     * to; or null. Code with lines writes it, with one instruction, which
     * leaves the depth as it is. */
    struct memtrace_site *site;
  } __attribute__((packed)) current;
  struct {
    /* Code with stacks writes both at once before each call that may allocate,
     * as site << MEMTRACE_DEPTH_BITS | depth: an address has 48 bits. Who makes
     * such calls reads what his caller has written, enters it as callers[depth]
     * where depth is less than `capacity`, and is one deeper himself then; and
     * he writes it back when he returns. His own allocations are the ambient
     * site, too. So the calls that led to an allocation are the ambient site,
     * unless it is the allocation's own, and callers[0 .. depth), the last of
     * them first. Never does he write the pointer or the capacity, which are
     * the runtime's. */
    uint64_t word;
    uint64_t unused; /* bits 48 to 63 of current.site among it; 0 */
    uint64_t *callers;
    uint32_t capacity;
  } stacks;
} __attribute__((aligned(16))) memtrace_thread_frames;

#define MEMTRACE_DEPTH_BITS 16
#define MEMTRACE_THREAD_FRAMES __memtrace_thread_frames

/* Called by a constructor of each executable or library that has code with
 * stacks. */
#define MEMTRACE_STACKS_LOADED __memtrace_stacks_loaded

/* Called with the calling thread's: by an entry of .preinit_array of each
 * executable that defines the variable, and by a constructor of whatever has
 * code with -fPIC that uses it. The runtime compares, since the executable may
 * hide its variable, and a library may be loaded with RTLD_DEEPBIND. */
#define MEMTRACE_EXECUTABLE_LOADED __memtrace_executable_loaded
#define MEMTRACE_LIBRARY_LOADED __memtrace_library_loaded

/* What the pass replaces: X(symbol, entry, result, parameters). The entry
 * takes the parameters of the symbol and, last, the site (never null), so the
 * others stay in their registers. Results and errors are those of the symbol:
 * operator new throws, malloc returns null with errno set. All entries may be
 * called by any thread at any time. */
#define MEMTRACE_ENTRIES(X)                                                    \
  X(malloc, __memtrace_malloc, void *, (size_t, memtrace_site *))              \
  X(calloc, __memtrace_calloc, void *, (size_t, size_t, memtrace_site *))      \
  X(realloc, __memtrace_realloc, void *, (void *, size_t, memtrace_site *))    \
  X(reallocarray, __memtrace_reallocarray, void *,                             \
    (void *, size_t, size_t, memtrace_site *))                                 \
  X(aligned_alloc, __memtrace_aligned_alloc, void *,                           \
    (size_t, size_t, memtrace_site *))                                         \
  X(posix_memalign, __memtrace_posix_memalign, int,                            \
    (void **, size_t, size_t, memtrace_site *))                                \
  X(memalign, __memtrace_memalign, void *, (size_t, size_t, memtrace_site *))  \
  X(valloc, __memtrace_valloc, void *, (size_t, memtrace_site *))              \
  X(pvalloc, __memtrace_pvalloc, void *, (size_t, memtrace_site *))            \
  X(_Znwm, __memtrace_new, void *, (size_t, memtrace_site *))                  \
  X(_Znam, __memtrace_new_array, void *, (size_t, memtrace_site *))            \
  X(_ZnwmRKSt9nothrow_t, __memtrace_new_nothrow, void *,                       \
    (size_t, const void *, memtrace_site *))                                   \
  X(_ZnamRKSt9nothrow_t, __memtrace_new_array_nothrow, void *,                 \
    (size_t, const void *, memtrace_site *))                                   \
  X(_ZnwmSt11align_val_t, __memtrace_new_aligned, void *,                      \
    (size_t, size_t, memtrace_site *))                                         \
  X(_ZnamSt11align_val_t, __memtrace_new_array_aligned, void *,                \
    (size_t, size_t, memtrace_site *))                                         \
  X(_ZnwmSt11align_val_tRKSt9nothrow_t, __memtrace_new_aligned_nothrow,        \
    void *, (size_t, size_t, const void *, memtrace_site *))                   \
  X(_ZnamSt11align_val_tRKSt9nothrow_t, __memtrace_new_array_aligned_nothrow,  \
    void *, (size_t, size_t, const void *, memtrace_site *))                   \
  X(__memtrace_track, __memtrace_track_at, int,                                \
    (unsigned, const void *, size_t, memtrace_site *))

#define MEMTRACE_DECLARE_ENTRY(symbol, entry, result, parameters)              \
  result entry parameters;
MEMTRACE_ENTRIES(MEMTRACE_DECLARE_ENTRY)
#undef MEMTRACE_DECLARE_ENTRY

extern const char MEMTRACE_ABI_GUARD;
void MEMTRACE_STACKS_LOADED(void);
void MEMTRACE_EXECUTABLE_LOADED(const memtrace_thread_frames *);
void MEMTRACE_LIBRARY_LOADED(const memtrace_thread_frames *);

#ifdef __cplusplus
}
#define MEMTRACE_STATIC_ASSERT static_assert
#else
#define MEMTRACE_STATIC_ASSERT _Static_assert
#endif

MEMTRACE_STATIC_ASSERT(sizeof(memtrace_frame) == 16, "frames are ABI");
MEMTRACE_STATIC_ASSERT(sizeof(memtrace_site) == 28, "sites are ABI");
MEMTRACE_STATIC_ASSERT(offsetof(memtrace_site, frames) == 8, "sites are ABI");
MEMTRACE_STATIC_ASSERT(sizeof(memtrace_unit) == 8, "notes are ABI");
MEMTRACE_STATIC_ASSERT(sizeof(memtrace_thread_frames) == 32, "frames are ABI");
MEMTRACE_STATIC_ASSERT(offsetof(memtrace_thread_frames, current.site) == 2,
                       "frames are ABI");
MEMTRACE_STATIC_ASSERT(offsetof(memtrace_thread_frames, stacks.callers) == 16,
                       "frames are ABI");
MEMTRACE_STATIC_ASSERT(offsetof(memtrace_thread_frames, stacks.capacity) == 24,
                       "frames are ABI");
#undef MEMTRACE_STATIC_ASSERT

#endif
