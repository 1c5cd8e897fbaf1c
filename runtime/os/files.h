// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// files.h: what the system's calls for files lack.
#ifndef MEMTRACE_OS_FILES_H
#define MEMTRACE_OS_FILES_H

#include <stdint.h>

namespace memtrace::rt {

class Line;

// How long this process may make a file; passing that raises a signal.
uint64_t largest_file();

// A new file for this user alone, to be read and written; what had the name
// is removed. -1 with errno.
int create_private(const char *name);

// The same without a name, in the folder of `beside`: if the process is killed
// before it has one, nothing is left of it. -1: not every file system can.
int create_nameless(const char *beside);

// Gives such a file a name that nobody has; answers as the one below.
bool link_to_free_name(int fd, const char *to);

// Gives a file another name that nobody has. False with errno; EEXIST: it is
// taken, by whatever it may be.
bool rename_to_free_name(const char *from, const char *to);

// A name beside a path that no other call has; false with errno.
bool add_temporary_name(const char *path, Line *name);

// Writes a new file for this user alone, under a name that it has until it is
// whole, and gives it the other one, whoever has that. False with errno.
bool replace_file(const char *path, const char *temporary,
                  bool (*write)(int fd, void *context), void *context);

// The system's words for an error; never null.
const char *error_name(int error);

} // namespace memtrace::rt

#endif
