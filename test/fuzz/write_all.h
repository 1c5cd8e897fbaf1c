// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// write_all.h: all that the command can make of one ledger.
#ifndef MEMTRACE_TEST_FUZZ_WRITE_ALL_H
#define MEMTRACE_TEST_FUZZ_WRITE_ALL_H

#include "model/ledger.h"

#include <cstddef>

namespace memtrace::driver {

// Of a sink to a std::string. It refuses what is long: names that many frames
// share make a long output of a short ledger.
bool append(void *text, const char *bytes, size_t size);

// One of the outputs, by any number: together they would take too long for
// each input. May filter the ledger.
void write_one(Ledger &ledger, uint64_t number);

} // namespace memtrace::driver

#endif
