// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// glob.h: patterns of file names, as Python's fnmatch has them.
#ifndef MEMTRACE_API_GLOB_H
#define MEMTRACE_API_GLOB_H

namespace memtrace::rt {

// `*` is any text, `?` any character, `[a-z]` one of these and `[!a-z]` none of
// them. `/` is a character like others, and nothing escapes. Characters are
// those of UTF-8.
bool matches(const char *pattern, const char *text);

} // namespace memtrace::rt

#endif
