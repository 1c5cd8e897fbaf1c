// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// plain_text.h: text that somebody else chose, as every format can hold it.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_PLAIN_TEXT_H
#define MEMTRACE_DRIVER_CLI_FORMATS_PLAIN_TEXT_H

#include <string>

namespace memtrace::driver {

// On one line, without control characters, and in UTF-8: other bytes are
// replaced by U+FFFD.
std::string plain_text(const std::string &text);

// With quotation marks around it, as JSON has it.
std::string json_text(const std::string &text);

// Plain text without what XML gives a meaning to, or can't hold.
std::string xml_text(const std::string &plain);

} // namespace memtrace::driver

#endif
