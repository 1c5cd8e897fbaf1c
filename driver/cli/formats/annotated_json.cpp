// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// annotated_json.cpp: see annotated.h.
#include "formats/annotated.h"

#include "formats/json_values.h"
#include "views/words.h"

namespace memtrace::driver {
namespace {

// One of the lines; what the source doesn't have is null.
Json line_of(uint32_t number, const rt::Amount &of, const SourceText &source) {
  Json line = {{"line", number}};
  line.update(json_amount(of));
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
                 {"at", word_of(annotation.at)},
                 {"inclusive", annotation.inclusive},
                 {"total", json_amount(annotation.total)},
                 {"all_files", json_amount(annotation.whole)},
                 {"without_line", json_amount(annotation.without_line)}});
  out.put_list("lines", annotation.lines, [&](const auto &line) {
    return line_of(line.first, line.second, source);
  });
  out << "\n}\n";
  return out.ok();
}

bool write_files_json(const std::vector<FileAmount> &files, Moment at,
                      rt::Sink sink) {
  JsonOut out(sink);
  out << "{\n";
  out.put_lines({{"at", word_of(at)}});
  out.put_list("files", files, [](const FileAmount &file) {
    Json object = {{"file", file.file}};
    object.update(json_amount(file.amount));
    return object;
  });
  out << "\n}\n";
  return out.ok();
}

} // namespace memtrace::driver
