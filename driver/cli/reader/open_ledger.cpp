// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// open_ledger.cpp: see open_ledger.h.
#include "reader/open_ledger.h"

#include "complaint.h"
#include "progress.h"
#include "reader/file_source.h"
#include "reader/ledger_path.h"
#include "reader/read_ledger.h"
#include "text.h"

#include <sys/stat.h>

namespace memtrace::driver {
namespace {

// What there is to read; the rest of a sparse file are holes.
uint64_t bytes_of(const std::string &path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0
             ? static_cast<uint64_t>(status.st_blocks) * 512
             : 0;
}

} // namespace

Ledger open_ledger(const std::string &name) {
  std::string path = ledger_path(name);
  Progress progress("reading " + printable(name), bytes_of(path));
  try {
    return read_ledger_file(path, [&](size_t bytes) { progress.add(bytes); });
  } catch (const BadLedger &error) {
    throw Complaint(kBadInput, printable(path) + " " + error.what());
  }
}

} // namespace memtrace::driver
