// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// words.h: the words of the command line for what a view shows.
#ifndef MEMTRACE_DRIVER_CLI_VIEWS_WORDS_H
#define MEMTRACE_DRIVER_CLI_VIEWS_WORDS_H

#include "views/by.h"
#include "views/moments.h"

#include <string>
#include <vector>

namespace memtrace::driver {

// `line`, `file`, ...: each By that can be asked for.
std::vector<std::string> by_words();
By by_of(const std::string &word);
const char *word_of(By by);

// `peak`, `current`, `total`.
std::vector<std::string> moment_words();
Moment moment_of(const std::string &word);
const char *word_of(Moment moment);

} // namespace memtrace::driver

#endif
