// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// fit.h: text in the columns of a terminal. Characters may be two columns
// wide, or none, and not every one does a screen good.
#ifndef MEMTRACE_DRIVER_CLI_LIVE_FIT_H
#define MEMTRACE_DRIVER_CLI_LIVE_FIT_H

#include <cstddef>
#include <string>

namespace memtrace::driver {

// By the locale of the process. What is no character, or steers a terminal, is
// replaced by a sign.
std::wstring wide(const std::string &text);
size_t columns(const std::wstring &text);

// What is longer loses its middle: the end of a place in the source says more
// than its start.
std::wstring fit(const std::wstring &text, size_t width);
// The start only.
std::wstring cut(const std::wstring &text, size_t width);

// A character that not every terminal has, or else a plain one.
wchar_t sign(wchar_t best, wchar_t plain);

} // namespace memtrace::driver

#endif
