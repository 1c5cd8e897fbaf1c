// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// memory.h: address space from the operating system, never from an allocator.
// All functions leave errno as it was and may be called at any time.
#ifndef MEMTRACE_OS_MEMORY_H
#define MEMTRACE_OS_MEMORY_H

#include <stddef.h>

namespace memtrace::rt {

// Bytes in a page.
size_t page_size();

// Address space that reads as zero and can't be written until it is committed;
// costs no memory. Null when there is none.
void *reserve(size_t bytes);

// Gives back a reservation with all that was put into it.
void unreserve(void *address, size_t bytes);

// Makes [address, address + bytes), page-aligned, writable. False when the
// system refuses; nothing has changed then.
bool commit(void *address, size_t bytes);

// Puts zeroed memory of the process's own in the place of what is mapped at a
// page-aligned address. False: nothing has changed.
bool replace_with_memory(void *address, size_t bytes);

// Puts a reservation in the place of what is mapped at a page-aligned address.
bool reserve_again(void *address, size_t bytes);

// Zeroed memory; bytes are rounded up to pages. Null when there is none.
void *map(size_t bytes);
void unmap(void *address, size_t bytes);

// Whether an address can be read. For one that may be nobody's; of a program
// that has restricted its system calls it is believed.
bool is_readable(const void *address);

// How much one reservation may take, for a process whose address space may be
// limited: at most wanted, a power of two.
size_t affordable_reservation(size_t wanted);

} // namespace memtrace::rt

#endif
