// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// annotated.h: a source file with what its lines hold beside them.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_ANNOTATED_H
#define MEMTRACE_DRIVER_CLI_FORMATS_ANNOTATED_H

#include "reader/source_text.h"
#include "report/writer.h"
#include "terminal.h"
#include "views/annotation.h"

namespace memtrace::driver {

struct AnnotatedOptions {
  // Lines before and behind those that have memory; UINT64_MAX: all there are.
  uint64_t context = UINT64_MAX;
  bool markdown = false;
  bool is_newer = false; // the source, than the run
  Paint paint{false};
};

// They are false when the sink refused something.
bool write_annotated_text(const Annotation &annotation,
                          const SourceText &source,
                          const AnnotatedOptions &options, rt::Sink sink);
bool write_annotated_json(const Annotation &annotation,
                          const SourceText &source,
                          const AnnotatedOptions &options, rt::Sink sink);
bool write_files_text(const std::vector<FileAmount> &files,
                      const AnnotatedOptions &options, rt::Sink sink);
bool write_files_json(const std::vector<FileAmount> &files, Moment at,
                      rt::Sink sink);

} // namespace memtrace::driver

#endif
