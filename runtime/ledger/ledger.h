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

// Guards the ledger's growth and all that belongs to it. fork() holds it.
extern Lock g_ledger_lock;

// The header, once open_ledger() has succeeded.
extern memtrace_ledger_header *g_header;

// False when the system gives no memory. Site 1, the unknown one, exists then.
bool open_ledger();

// Copies a string into the ledger, once for each content; 0 for the empty
// string and when there is no room. The lock is held.
uint32_t intern(const char *string);

// Enters a site and gives it its id. Any number of threads may register the
// same site. When ids or memory run out the site shares the unknown one's id.
// Keeps errno.
void register_site(memtrace_site *site);

// Number of ids in use, id 0 among them.
inline uint32_t site_count() {
  return __atomic_load_n(&g_header->site_count, __ATOMIC_ACQUIRE);
}

// More threads than this at a time share one slab.
constexpr uint32_t kMaxSlabs = 1u << 14;

// A new slab of counters, empty; its first extent is writable and counters[0]
// never matches a generation. The lock is held. Its index, or -1.
int32_t open_slab();
char *slab_base(uint32_t index);

// Makes the counter of an id in a slab writable. Takes the lock.
bool commit_counter(uint32_t slab, uint32_t id);

// Ids that a slab has room for, a power of two.
uint32_t id_capacity();

// Valid as long as the process.
LedgerView view_ledger();

} // namespace memtrace::rt

#endif
