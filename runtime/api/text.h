// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// text.h: statistics, sizes and tracebacks in CPython's words, as snprintf
// gives text. See memtrace.h.
#ifndef MEMTRACE_API_TEXT_H
#define MEMTRACE_API_TEXT_H

#include "memtrace/memtrace.h"

namespace memtrace::rt {

size_t format_statistic(const memtrace_statistic &row, char *text, size_t size);
size_t format_signed_size(int64_t bytes, bool always_sign, char *text,
                          size_t size);
size_t format_traceback(const memtrace_location *locations, size_t count,
                        int limit, bool most_recent_first, char *text,
                        size_t size);

} // namespace memtrace::rt

#endif
