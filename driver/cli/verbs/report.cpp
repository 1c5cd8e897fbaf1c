// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// report.cpp: `memtrace report`: what a ledger says, for people or programs.
#include "complaint.h"
#include "formats/json.h"
#include "formats/text.h"
#include "output.h"
#include "reader/read_ledger.h"
#include "verbs/verb.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace memtrace::driver {
namespace {

struct Settings {
  std::string ledger;
  std::string sort = "peak";
  uint64_t top = 25;
  std::string format = "text";
  std::string output = "-";
};

rt::SortKey sort_key(const std::string &name) {
  static const std::map<std::string, rt::SortKey> kKeys = {
      {"peak", rt::SortKey::kPeak},
      {"current", rt::SortKey::kCurrent},
      {"total", rt::SortKey::kTotal},
      {"count", rt::SortKey::kCount}};
  return kKeys.at(name);
}

Ledger open_ledger(const std::string &path) {
  try {
    return read_ledger_file(path);
  } catch (const BadLedger &error) {
    throw Complaint(kBadInput, printable(path) + " " + error.what());
  }
}

void report(const Settings &settings) {
  Ledger ledger = open_ledger(settings.ledger);
  Output output(settings.output);
  bool written;
  if (settings.format == "json") {
    ReadableNames names(ledger, ReadableNames::Of::kAllFrames);
    written = write_json(ledger, names, output.sink());
  } else {
    ReadableNames names(ledger, ReadableNames::Of::kPlacesWithoutLine);
    TextOptions options{settings.top, sort_key(settings.sort)};
    written = write_text(ledger, names, options, output.sink());
  }
  output.finish();
  if (!written)
    throw Complaint(kFailed, "there is not enough memory to sort the lines");
}

// Without a word for the help, which has it already.
CLI::Validator one_of(const std::vector<std::string> &words) {
  return CLI::IsMember(words).description("");
}

// What is wrong with it, or nothing. CLI11 itself takes -1 for a large one.
std::string refusal_of_number(const std::string &text) {
  bool digits = text.find_first_not_of("0123456789") == std::string::npos;
  return digits && text.size() < 20 ? ""
                                    : "'" + text + "' is not a number of rows";
}

} // namespace

Verb add_report(CLI::App &command) {
  auto settings = std::make_shared<Settings>();
  CLI::App *app = command.add_subcommand(
      "report", "Say which source lines hold the memory of a program, from "
                "the ledger that it wrote.");
  app->add_option("LEDGER", settings->ledger, "A file that a program wrote")
      ->required();
  app->add_option("--sort", settings->sort,
                  "What the rows of the text show: peak (default), current, "
                  "total or count")
      ->check(one_of({"peak", "current", "total", "count"}))
      ->type_name("KEY");
  app->add_option("-n,--top", settings->top,
                  "Rows of the text at most (default: 25)")
      ->check(CLI::Validator(refusal_of_number, ""))
      ->type_name("N");
  app->add_option("--format", settings->format,
                  "text (default), or json, which has all sites")
      ->check(one_of({"text", "json"}))
      ->type_name("FORMAT");
  app->add_option("-o,--output", settings->output,
                  "The file to write; - is standard output (default)")
      ->type_name("FILE");
  return {app, [settings] { report(*settings); }};
}

} // namespace memtrace::driver
