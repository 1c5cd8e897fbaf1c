// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// annotation.cpp: see annotation.h.
#include "views/annotation.h"

#include <cstring>

namespace memtrace::driver {

std::vector<FileAmount> files_with_memory(const rt::LedgerView &view,
                                          const rt::Names &names,
                                          ViewOptions options) {
  options.by = By::kFile;
  Keys keys(view, names, options.by);
  KeyRows rows(view, keys, options);
  std::vector<FileAmount> files;
  for (const KeyRow &row : rows.rows())
    if (keys[row.key].kind == rt::StackEntry::kFrame)
      files.push_back({keys[row.key].file, row.amount});
  return files;
}

Annotation annotation_of(const rt::LedgerView &view, const rt::Names &names,
                         ViewOptions options, const FileAmount &file) {
  options.by = By::kLine;
  Keys keys(view, names, options.by);
  KeyRows rows(view, keys, options);
  Annotation annotation;
  annotation.file = file.file;
  annotation.at = moment_of(options.sort);
  annotation.inclusive = options.inclusive;
  annotation.total = file.amount;
  for (const Counted &counted : rows.counted())
    annotation.whole += counted.amount;
  for (const KeyRow &row : rows.rows()) {
    const Key &key = keys[row.key];
    if (key.kind != rt::StackEntry::kFrame ||
        std::strcmp(file.file, key.file) != 0)
      continue;
    (key.line == 0 ? annotation.without_line : annotation.lines[key.line]) +=
        row.amount;
  }
  return annotation;
}

} // namespace memtrace::driver
