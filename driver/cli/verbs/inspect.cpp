// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// inspect.cpp: `memtrace inspect`: what in a binary is instrumented, without
// running it.
#include "complaint.h"
#include "elf/elf_file.h"
#include "elf/read_binary.h"
#include "formats/binary.h"
#include "output.h"
#include "text.h"
#include "verbs/arguments.h"
#include "verbs/verb.h"

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace memtrace::driver {
namespace {

struct Settings {
  std::vector<std::string> binaries;
  bool functions = false;
  bool sites = false;
  FormatArguments format;
};

void write(const Settings &settings, const BinaryFiles &files) {
  BinaryBy by = settings.functions ? BinaryBy::kFunction
                : settings.sites   ? BinaryBy::kSite
                                   : BinaryBy::kObject;
  const std::string &format = settings.format.format;
  Output output(settings.format.output);
  if (format == "json")
    write_binaries_json(files, output.sink());
  else if (format == "csv")
    write_binaries_csv(files, by, output.sink());
  else if (format == "markdown")
    write_binaries_markdown(files, by, output.sink());
  else
    write_binaries_text(files, by, output.sink());
  output.finish();
}

bool is_instrumented(const BinaryFiles &files) {
  for (const BinaryFile &file : files)
    for (const Binary &part : file.parts)
      if (!part.units.empty() || !part.sites.empty())
        return true;
  return false;
}

// What can be read of several files is shown; the last complaint ends it.
void run(const Settings &settings) {
  BinaryFiles files;
  std::optional<Complaint> bad;
  for (const std::string &path : settings.binaries) {
    try {
      files.push_back(read_binary_file(path));
    } catch (const BadBinary &error) {
      if (bad)
        std::fprintf(stderr, "memtrace: error: %s\n", bad->what());
      bad.emplace(kBadInput, printable(path) + " " + printable(error.what()));
    }
  }
  if (!files.empty())
    write(settings, files);
  if (bad)
    throw *bad;
  if (!is_instrumented(files))
    throw Complaint(kFailed, "");
}

} // namespace

Verb add_inspect(CLI::App &command) {
  auto settings = std::make_shared<Settings>();
  CLI::App *app = add_verb(command, "inspect",
                           "Say which objects and functions of a binary are "
                           "instrumented, and how, without running it.");
  add_option(*app, "BINARY", settings->binaries,
             "An executable, shared library, object file or archive")
      ->required();
  CLI::Option *functions =
      add_flag(*app, "--functions", settings->functions,
               "List functions, with how many sites each has");
  add_flag(*app, "--sites", settings->sites,
           "List sites: the calls that allocate, or lead to that")
      ->excludes(functions);
  add_format(*app, settings->format, {"text", "json", "csv", "markdown"});
  return {app, [settings] { run(*settings); }};
}

} // namespace memtrace::driver
