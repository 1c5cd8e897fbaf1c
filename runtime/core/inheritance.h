// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// inheritance.h: what the child of a fork has live from its parent. The counts
// lie in memory that parent and child share and the parent goes on to write,
// so they are added up before the fork, in memory of which each has its own.
#ifndef MEMTRACE_CORE_INHERITANCE_H
#define MEMTRACE_CORE_INHERITANCE_H

#include <stdint.h>

namespace memtrace::rt {

// By the thread that forks: before it, where nobody counts, and after it in the
// parent and in the child.
void add_up_inheritance();
void drop_inheritance();
void keep_inheritance();

// In the child, before it lets go of its parent's ledger.
void find_inheritance();

struct Inheritance {
  uint64_t bytes, blocks;
  uint32_t contexts; // that have a record in the ledger
};

// In the child: enters what was live into the new ledger, into its first slab
// and, if there is room, as records of what was inherited.
Inheritance take_inheritance();

} // namespace memtrace::rt

#endif
