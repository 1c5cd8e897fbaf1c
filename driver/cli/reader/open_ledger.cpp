// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// open_ledger.cpp: see open_ledger.h.
#include "reader/open_ledger.h"

#include "complaint.h"
#include "reader/read_ledger.h"

namespace memtrace::driver {

Ledger open_ledger(const std::string &name) {
  try {
    return read_ledger_file(name);
  } catch (const BadLedger &error) {
    throw Complaint(kBadInput, printable(name) + " " + error.what());
  }
}

} // namespace memtrace::driver
