// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tokens.h: clang's own rules for response files and configuration files, both
// ways: text to arguments, and an argument to text.
#ifndef MEMTRACE_DRIVER_CC_TOKENS_H
#define MEMTRACE_DRIVER_CC_TOKENS_H

#include <string>
#include <string_view>
#include <vector>

namespace memtrace::driver {

// The arguments in a response file (@file): GNU quoting, over line ends.
std::vector<std::string> response_tokens(std::string_view text);

// The arguments in a configuration file: GNU quoting within a line, comment
// lines, a backslash joins lines.
std::vector<std::string> config_tokens(std::string_view text);

// Text that both kinds of file read back as `argument`. A configuration file
// has no way to say a newline, see has_newline().
std::string as_token(std::string_view argument);

bool has_newline(std::string_view argument);

} // namespace memtrace::driver

#endif
