// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ledger.h: the process's one ledger, and what enters sites into it. Nothing
// here is called on the fast path.
#ifndef MEMTRACE_LEDGER_LEDGER_H
#define MEMTRACE_LEDGER_LEDGER_H

#include "ledger/section.h"
#include "ledger/view.h"
#include "memtrace/abi.h"
#include "os/lock.h"

namespace memtrace::rt {

// Guards the ledger's growth and all that belongs to it. In the child of a fork
// nobody holds it.
extern Lock g_ledger_lock;

// The header, once open_ledger() has succeeded.
extern memtrace_ledger_header *g_header;

// Opens the ledger, in a new and empty file that stays the caller's, or in
// memory if `fd` is negative or the file can't hold it. False when the system
// gives no memory. The unknown site and its context exist then, and no slab.
bool open_ledger(int fd);

// The same in the child of a fork: the contexts that were known stay known and
// keep their ids. What belonged to the parent's ledger is let go of.
bool open_childs_ledger(int fd);

// Copies a string into the ledger, once for each content; 0 for the empty
// string and when there is no room. The lock is held.
uint32_t intern(const char *string);

// Enters a site and gives it the id of its context without callers; one that is
// known already by its content, as that of a library that was loaded again, has
// the same as before. Any number of threads may register the same site. When
// ids or memory run out the site shares the unknown one's. Keeps errno.
void register_site(memtrace_site *site);
void register_site_locked(memtrace_site *site); // the lock is held

// Whether a site has an id that is not forgotten.
inline bool is_registered(const memtrace_site &site) {
  uint32_t id = __atomic_load_n(&site.tag, __ATOMIC_ACQUIRE) >> 8;
  return id >= __atomic_load_n(&g_header->first_context, __ATOMIC_ACQUIRE);
}

// The index of a site that is or was registered.
uint32_t site_of(const memtrace_site *registered);

// The index of a caller and the id of a context, which have one for each
// content; 0 when there is no room. The lock is held. The depth of a caller is
// found here.
uint32_t enter_caller(memtrace_ledger_caller caller);
uint32_t enter_context(uint32_t site, uint32_t callers);

// The index of a site that differs from another one in its domain. 0 when there
// is no room. The lock is held.
uint32_t enter_site_in(uint32_t domain, uint32_t site);

// All contexts are forgotten: what is registered or entered from now on gets
// another id. False, and nothing has changed: those in use would not find
// enough of them. The lock is held.
bool begin_contexts_anew();

// Pointers into the strings have been given to the program: they stay where
// they are, also in the child of a fork.
void keep_strings();

// Number of ids in use, id 0 among them.
inline uint32_t context_count() {
  return __atomic_load_n(&g_header->context_count, __ATOMIC_ACQUIRE);
}

// More threads than this at a time share one slab: each takes two mappings or
// more of the 65,530 that a process may have.
constexpr uint32_t kMaxSlabs = 1u << 13;

// In the child of a fork: room for what was live in so many contexts, for the
// caller to fill and to count in the header. False, and there is none.
bool open_inherited(uint32_t count);
memtrace_ledger_live *inherited_records();

// A new slab of counters, empty; counters[0] is in use and of a generation that
// never matches. The lock is held. Its index, or -1.
int32_t open_slab();
uint32_t slab_count();
char *slab_base(uint32_t index);

// Makes the counter of an id in a slab writable, if it isn't. Takes the lock.
bool touch_counter(uint32_t slab, uint32_t id);

// Ids that a slab has room for, a power of two.
uint32_t id_capacity();

// Whether an address is in the ledger's memory.
bool is_in_ledger(const void *address);

// Puts empty memory in place of all of the ledger: whoever counts goes on
// without harm, and counts nothing. Safe in a signal handler.
void abandon_ledger();

const Section &section_of(memtrace_section kind, uint32_t slab);

// Without counters, which fold_counters() gives: most of a slab was never
// touched, and reading it would make it memory. Valid as long as the ledger.
LedgerView view_ledger();
// The same with a header from before, which is used as long as the view.
LedgerView view_ledger_of(const memtrace_ledger_header &then);

} // namespace memtrace::rt

#endif
