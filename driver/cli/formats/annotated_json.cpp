// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// annotated_json.cpp: see annotated.h.
#include "formats/annotated.h"

#include "formats/json_out.h"
#include "views/words.h"

namespace memtrace::driver {
namespace {

Json amount(const rt::Amount &amount) {
  return {{"bytes", amount.bytes}, {"blocks", amount.blocks}};
}

// One of the lines; what the source doesn't have is null.
Json line_of(uint32_t number, const rt::Amount &of, const SourceText &source) {
  Json line = {{"line", number}, {"bytes", of.bytes}, {"blocks", of.blocks}};
  line["source"] =
      number <= source.lines.size() ? Json(source.lines[number - 1]) : Json();
  return line;
}

} // namespace

bool write_annotated_json(const Annotation &annotation,
                          const SourceText &source,
                          const AnnotatedOptions &options, rt::Sink sink) {
  JsonOut out(sink);
  out << "{\n";
  out.put_lines({{"file", annotation.file},
                 {"source", source.path},
                 {"source_is_newer", options.is_newer},
                 {"at", word_of_moment(annotation.moment)},
                 {"inclusive", annotation.inclusive},
                 {"total", amount(annotation.total)},
                 {"all_files", amount(annotation.whole)},
                 {"without_line", amount(annotation.without_line)}});
  out << "  \"lines\": [";
  const char *separator = "\n    ";
  for (const auto &[number, of] : annotation.lines) {
    out << separator << line_of(number, of, source);
    separator = ",\n    ";
  }
  out << "\n  ]\n}\n";
  return out.ok();
}

bool write_files_json(const std::vector<FileAmount> &files, rt::SortKey moment,
                      rt::Sink sink) {
  JsonOut out(sink);
  out << "{\n";
  out.put_lines({{"at", word_of_moment(moment)}});
  out << "  \"files\": [";
  const char *separator = "\n    ";
  for (const FileAmount &file : files) {
    out << separator
        << Json({{"file", file.file},
                 {"bytes", file.amount.bytes},
                 {"blocks", file.amount.blocks}});
    separator = ",\n    ";
  }
  out << "\n  ]\n}\n";
  return out.ok();
}

} // namespace memtrace::driver
