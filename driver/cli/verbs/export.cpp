// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// export.cpp: `memtrace export`: a ledger for other viewers.
#include "complaint.h"
#include "formats/exports.h"
#include "formats/json.h"
#include "output.h"
#include "reader/open_ledgers.h"
#include "verbs/export_arguments.h"
#include "verbs/verb.h"
#include "verbs/view_arguments.h"

#include <memory>
#include <string>
#include <vector>

namespace memtrace::driver {
namespace {

struct Settings {
  std::vector<std::string> ledgers;
  std::string to;
  ExportArguments what;
};

struct Format {
  const char *name;
  WriteExport *write;
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

void run(const Settings &settings) {
  const Format &format = format_of(settings.to);
  if (format.is_binary)
    refuse_terminal(settings.what.output, "a " + settings.to + " profile");
  Ledger ledger = open_ledgers(settings.ledgers);
  apply_filter(settings.what.filter, {&ledger});
  ReadableNames names(ledger, ReadableNames::Of::kAllFrames);
  Output output(settings.what.output);
  format.write(ledger, names, settings.what.options(), output.sink());
  output.finish();
}

// Options that say nothing for the format.
void check(const Settings &settings) {
  const ExportArguments &what = settings.what;
  const std::string &to = settings.to;
  for (const CLI::Option *option : {what.at_option, what.sort_option})
    if (option->count() != 0 && !format_of(to).has_order)
      throw Complaint(kBadInput, option->get_name() + " is not for --to=" + to +
                                     ", which always has all there is");
  if (what.by_option->count() != 0 && to != "folded")
    throw Complaint(kBadInput, "--by is for --to=folded: " + to +
                                   " has both lines and functions");
}

} // namespace

Verb add_export(CLI::App &command) {
  auto settings = std::make_shared<Settings>();
  CLI::App *app = add_verb(command, "export",
                           "Write a ledger in the format of another viewer.");
  add_ledgers(*app, settings->ledgers);
  std::vector<std::string> formats;
  for (const Format &format : kFormats)
    formats.emplace_back(format.name);
  add_choice(*app, "--to", settings->to, formats, listed(formats), "FORMAT")
      ->required();
  add_export_arguments(
      *app, settings->what,
      "What an entry of a folded stack is: line (default) or function");
  return {app, [settings] {
            check(*settings);
            run(*settings);
          }};
}

} // namespace memtrace::driver
