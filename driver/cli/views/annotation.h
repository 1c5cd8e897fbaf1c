// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// annotation.h: what the lines of one source file hold.
#ifndef MEMTRACE_DRIVER_CLI_VIEWS_ANNOTATION_H
#define MEMTRACE_DRIVER_CLI_VIEWS_ANNOTATION_H

#include "views/key_rows.h"
#include "views/moments.h"

#include <map>
#include <string>
#include <vector>

namespace memtrace::driver {

struct Annotation {
  std::string file; // as the ledger names it
  Moment at = Moment::kPeak;
  bool inclusive = false;
  rt::Amount total; // of the file; no sum of the lines where they overlap
  rt::Amount whole; // of all files
  rt::Amount without_line;
  std::map<uint32_t, rt::Amount> lines; // that have any
};

// All files that have memory, largest first.
struct FileAmount {
  const char *file; // the ledger's own string: there may be many, and long
  rt::Amount amount;
};
std::vector<FileAmount> files_with_memory(const rt::LedgerView &view,
                                          const rt::Names &names,
                                          ViewOptions options);

// Of a file that is one of these.
Annotation annotation_of(const rt::LedgerView &view, const rt::Names &names,
                         ViewOptions options, const FileAmount &file);

} // namespace memtrace::driver

#endif
