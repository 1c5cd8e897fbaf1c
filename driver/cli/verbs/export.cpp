// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// export.cpp: `memtrace export`: a ledger for other viewers.
#include "complaint.h"
#include "formats/exports.h"
#include "formats/json.h"
#include "output.h"
#include "reader/open_ledger.h"
#include "verbs/verb.h"

#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace memtrace::driver {
namespace {

struct Settings {
  std::string ledger;
  std::string to;
  std::string at = "peak";
  std::string sort = "size";
  std::string by = "line";
  std::string output = "-";
};

struct Format {
  const char *name;
  bool (*write)(const Ledger &, const ReadableNames &, const ExportOptions &,
                rt::Sink);
  bool has_order; // `--at` and `--sort` say something
  bool is_binary;
};

bool write_dump(const Ledger &ledger, const ReadableNames &names,
                const ExportOptions &, rt::Sink sink) {
  return write_json(ledger, names, sink);
}

constexpr Format kFormats[] = {{"pprof", write_pprof, true, true},
                               {"dhat", write_dhat, false, false},
                               {"folded", write_folded, true, false},
                               {"speedscope", write_speedscope, true, false},
                               {"callgrind", write_callgrind, true, false},
                               {"massif", write_massif, false, false},
                               {"json", write_dump, false, false},
                               {"csv", write_csv, false, false}};

const Format &format_of(const std::string &name) {
  for (const Format &format : kFormats)
    if (name == format.name)
      return format;
  return kFormats[0];
}

ExportOptions options_of(const Settings &settings) {
  ExportOptions options;
  options.at = settings.at == "current" ? Moment::kCurrent
               : settings.at == "total" ? Moment::kTotal
                                        : Moment::kPeak;
  options.blocks = settings.sort == "count";
  options.by = settings.by == "function" ? FrameTable::By::kFunction
                                         : FrameTable::By::kLine;
  return options;
}

void run(const Settings &settings) {
  const Format &format = format_of(settings.to);
  bool is_standard = settings.output.empty() || settings.output == "-";
  if (format.is_binary && is_standard && isatty(STDOUT_FILENO) != 0)
    throw Complaint(kBadInput, settings.to +
                                   " is binary, and nothing for a terminal: "
                                   "name a file with -o FILE");
  Ledger ledger = open_ledger(settings.ledger);
  ReadableNames names(ledger, ReadableNames::Of::kAllFrames);
  Output output(settings.output);
  format.write(ledger, names, options_of(settings), output.sink());
  output.finish();
}

// Options that say nothing for the format.
void check(const Settings &settings, const CLI::Option *at,
           const CLI::Option *sort, const CLI::Option *by) {
  const Format &format = format_of(settings.to);
  for (const CLI::Option *option : {at, sort})
    if (option->count() != 0 && !format.has_order)
      throw Complaint(kBadInput, option->get_name() +
                                     " is not for --to=" + settings.to +
                                     ", which always has all there is");
  if (by->count() != 0 && settings.to != "folded")
    throw Complaint(kBadInput, "--by is for --to=folded: " + settings.to +
                                   " has both lines and functions");
}

// Without a word for the help, which has it already.
CLI::Validator one_of(const std::vector<std::string> &words) {
  return CLI::IsMember(words).description("");
}

} // namespace

Verb add_export(CLI::App &command) {
  auto settings = std::make_shared<Settings>();
  CLI::App *app = command.add_subcommand(
      "export", "Write a ledger in the format of another viewer.");
  app->add_option("LEDGER", settings->ledger, "A file that a program wrote")
      ->required();
  app->add_option("--to", settings->to,
                  "pprof, dhat, folded, speedscope, callgrind, massif, json "
                  "or csv")
      ->check(one_of({"pprof", "dhat", "folded", "speedscope", "callgrind",
                      "massif", "json", "csv"}))
      ->type_name("FORMAT")
      ->required();
  CLI::Option *at =
      app->add_option("--at", settings->at,
                      "What is shown, or shown first: peak (default), current "
                      "or total")
          ->check(one_of({"peak", "current", "total"}))
          ->type_name("MOMENT");
  CLI::Option *sort =
      app->add_option("--sort", settings->sort,
                      "What counts: size (default), or count, the number of "
                      "blocks")
          ->check(one_of({"size", "count"}))
          ->type_name("KEY");
  CLI::Option *by =
      app->add_option("--by", settings->by,
                      "What an entry of a folded stack is: line (default) or "
                      "function")
          ->check(one_of({"line", "function"}))
          ->type_name("KEY");
  app->add_option("-o,--output", settings->output,
                  "The file to write; - is standard output (default)")
      ->type_name("FILE");
  return {app, [settings, at, sort, by] {
            check(*settings, at, sort, by);
            run(*settings);
          }};
}

} // namespace memtrace::driver
