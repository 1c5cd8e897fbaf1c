// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// words.h: pieces of the sentences of hints.
#ifndef MEMTRACE_DRIVER_CLI_HINTS_WORDS_H
#define MEMTRACE_DRIVER_CLI_HINTS_WORDS_H

#include <cstdint>
#include <string>

namespace memtrace::driver::hints {

std::string size_text(double bytes);               // `15.2 MiB`
std::string share_text(double part, double all);   // `27.1 % of the peak`
std::string with_article(const std::string &name); // `an ordered map`
std::string count_text(double count, const char *one, const char *many);
// `read_all()`
std::string function_text(const std::string &function);

} // namespace memtrace::driver::hints

#endif
