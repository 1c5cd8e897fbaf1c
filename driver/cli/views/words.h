// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// words.h: the words of the command line for what a view shows.
#ifndef MEMTRACE_DRIVER_CLI_VIEWS_WORDS_H
#define MEMTRACE_DRIVER_CLI_VIEWS_WORDS_H

#include "report/amounts.h"
#include "views/by.h"

#include <string>
#include <vector>

namespace memtrace::driver {

// `line`, `file`, ...: each By that can be asked for.
std::vector<std::string> by_words();
By by_of(const std::string &word);
const char *word_of(By by);

// `peak`, `current`, `total`.
std::vector<std::string> moment_words();
rt::SortKey sort_key_of(const std::string &moment, bool by_count);
const char *word_of_moment(rt::SortKey key);

} // namespace memtrace::driver

#endif
