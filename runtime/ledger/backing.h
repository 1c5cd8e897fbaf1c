// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// backing.h: the file under the ledger's pages. Without one, or where it can't
// grow, pages are the process's own memory and end with it.
//
// No descriptor is kept: a program that closes all descriptors and opens its
// own would have us grow its file. The file is made larger than what is used,
// and mapped once as a whole, the window, which nobody touches; a piece of it
// comes to where it is needed by mapping the window's pages a second time. So
// opening the file again is needed only when it has to grow, and a program
// that has given up its rights meanwhile still has room.
//
// A page is populated before it is written: where the disk is full that fails,
// while a plain write would raise SIGBUS.
//
// All functions keep errno. The caller holds the ledger's lock.
#ifndef MEMTRACE_LEDGER_BACKING_H
#define MEMTRACE_LEDGER_BACKING_H

#include <stddef.h>
#include <stdint.h>

namespace memtrace::rt {

// Puts a new and empty file under what is backed from now on. The descriptor
// stays the caller's. False: there is no room for a file of `least` bytes.
bool open_backing(int fd, uint64_t least);

// Where the file is from now on; the string is the caller's and stays.
void name_backing(const char *path);

// Lets go of the file, as the child of a fork does of its parent's.
void forget_backing();

bool has_backing();

// Maps the file's bytes [offset, offset + bytes) at an address where there is
// a reservation. False: the file can't have them; nothing has changed then.
bool back(void *address, size_t bytes, uint64_t offset);

// Makes a page that was backed writable without a fault. False: the disk is
// full, or the file was truncated.
bool populate(void *page);

// Whether the file is still found under its name.
enum class Whereabouts {
  kInPlace,
  kOutOfReach, // it may be: the program has another root or too few rights
  kGone        // or there never was one
};
Whereabouts find_backing();

// Makes the file as short as what is used.
void shrink_backing(uint64_t bytes);

} // namespace memtrace::rt

#endif
