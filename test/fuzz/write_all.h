// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// write_all.h: all that the command can make of one ledger.
#ifndef MEMTRACE_TEST_FUZZ_WRITE_ALL_H
#define MEMTRACE_TEST_FUZZ_WRITE_ALL_H

#include "model/ledger.h"

namespace memtrace::driver {

// One of the outputs, by any number: together they would take too long for
// each input. May filter the ledger.
void write_one(Ledger &ledger, uint64_t number);

} // namespace memtrace::driver

#endif
