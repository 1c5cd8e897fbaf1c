// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// annotate.cpp: `memtrace annotate`: a source file with what its lines hold.
#include "complaint.h"
#include "formats/annotated.h"
#include "model/readable_names.h"
#include "output.h"
#include "reader/open_ledger.h"
#include "text.h"
#include "verbs/verb.h"
#include "verbs/view_arguments.h"
#include "views/words.h"

#include <climits>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace memtrace::driver {
namespace {

struct Settings {
  std::string ledger;
  std::string file;
  std::string at = "peak";
  bool inclusive = false;
  uint64_t context = UINT64_MAX;
  PathMap path_map;
  Filter filter;
  FormatArguments format;
  std::string colour = "auto";
};

std::string real_path(const std::string &path) {
  char *real = realpath(path.c_str(), nullptr);
  std::string result = real == nullptr ? "" : real;
  std::free(real);
  return result;
}

// By the ledger's name for it, by where it is, or by the end of its path: the
// first of these that fits any file.
std::vector<const FileAmount *>
files_named(const std::vector<FileAmount> &files, const Settings &settings) {
  const std::string real = real_path(settings.file);
  std::vector<const FileAmount *> found;
  auto look = [&](auto fits) {
    for (const FileAmount &file : files)
      if (found.size() < 3 && fits(file.file))
        found.push_back(&file);
    return !found.empty();
  };
  look([&](std::string_view name) { return name == settings.file; }) ||
      look([&](std::string_view name) {
        if (name.size() >= PATH_MAX)
          return false;
        std::string now = settings.path_map.mapped(std::string(name));
        return now == settings.file ||
               (!real.empty() && real_path(now) == real);
      }) ||
      look([&](std::string_view name) {
        return ends_with_path(name, settings.file);
      });
  return found;
}

const FileAmount &choose(const std::vector<FileAmount> &files,
                         const Settings &settings) {
  std::vector<const FileAmount *> found = files_named(files, settings);
  if (found.empty())
    throw Complaint(kBadInput, "no memory is from " + printable(settings.file) +
                                   "; without a file, memtrace annotate lists "
                                   "those that have any");
  if (found.size() > 1)
    throw Complaint(kBadInput, printable(settings.file) + " may be " +
                                   printable(found[0]->file) + " or " +
                                   printable(found[1]->file) +
                                   "; give more of its path");
  return *found[0];
}

// Where the ledger says, or where the user did.
std::string source_path(const FileAmount &file, const Settings &settings) {
  std::string path = settings.path_map.mapped(file.file);
  return !is_source(path) && is_source(settings.file) ? settings.file : path;
}

void warn(const SourceText &source, const std::string &what) {
  std::fprintf(stderr, "memtrace: warning: %s %s\n",
               printable(source.path).c_str(), what.c_str());
}

void warn_if_another(const SourceText &source, bool is_newer,
                     const Annotation &annotation) {
  if (is_newer)
    warn(source, "was changed after the run began: its lines may have moved");
  if (!annotation.lines.empty() &&
      annotation.lines.rbegin()->first > source.lines.size())
    warn(source, "has no line " +
                     std::to_string(annotation.lines.rbegin()->first) +
                     ": it is not what was compiled");
}

bool write_source(const Annotation &annotation, const SourceText &source,
                  const AnnotatedOptions &options, const Settings &settings,
                  rt::Sink sink) {
  return settings.format.format == "json"
             ? write_annotated_json(annotation, source, options, sink)
             : write_annotated_text(annotation, source, options, sink);
}

Ledger open(const Settings &settings) {
  try {
    return open_ledger(settings.ledger);
  } catch (const Complaint &complaint) {
    // In the order of perf and pprof the ledger comes last, too.
    if (is_source(settings.ledger) && is_source(settings.file) &&
        std::string(complaint.what()).find("is not a ledger") !=
            std::string::npos)
      throw Complaint(kBadInput, std::string(complaint.what()) +
                                     " (the ledger comes first, then the "
                                     "source)");
    throw;
  }
}

void run(const Settings &settings) {
  Ledger ledger = open(settings);
  apply_filter(settings.filter, {&ledger});
  const rt::LedgerView view = ledger.view();
  ViewOptions options;
  options.sort = sort_key_of(moment_of(settings.at), false);
  options.inclusive = settings.inclusive;
  AnnotatedOptions looks;
  looks.context = settings.context;
  looks.markdown = settings.format.format == "markdown";
  looks.paint =
      Paint(settings.format.output == "-" && !looks.markdown &&
            terminal_of(STDOUT_FILENO, colour_of(settings.colour)).has_colour);
  std::vector<FileAmount> files = files_with_memory(view, {}, options);
  if (settings.file.empty()) {
    Output output(settings.format.output);
    settings.format.format == "json"
        ? write_files_json(files, moment_of(settings.at), output.sink())
        : write_files_text(files, looks, output.sink());
    output.finish();
    return;
  }
  const FileAmount &file = choose(files, settings);
  SourceText source = read_source(source_path(file, settings));
  looks.is_newer = source.changed > ledger.header->start_time;
  Annotation annotation = annotation_of(view, {}, options, file);
  warn_if_another(source, looks.is_newer, annotation);
  Output output(settings.format.output);
  write_source(annotation, source, looks, settings, output.sink());
  output.finish();
}

} // namespace

Verb add_annotate(CLI::App &command) {
  auto settings = std::make_shared<Settings>();
  CLI::App *app =
      add_verb(command, "annotate",
               "Show a source file with the bytes and blocks of its lines "
               "beside them; without one, the files that have any.");
  add_ledger(*app, settings->ledger);
  add_option(*app, "FILE", settings->file,
             "A source file, or the end of its path");
  add_moment(*app, settings->at);
  add_flag(*app, "--inclusive", settings->inclusive,
           "Count on a line all that was allocated in what it calls, too");
  add_number(*app, "-C,--context", settings->context, "lines",
             "Only lines that have memory, and N around each (default: the "
             "whole file)");
  add_repeated(
      *app, "--path-map",
      [&maps = settings->path_map](const std::string &map) { maps.add(map); },
      "Where sources are that were built elsewhere", "OLD=NEW");
  add_filter(*app, settings->filter);
  add_colour(*app, settings->colour);
  add_format(*app, settings->format, {"text", "json", "markdown"});
  return {app, [settings] { run(*settings); }};
}

} // namespace memtrace::driver
