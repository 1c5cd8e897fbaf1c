// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// check.cpp: `memtrace check`: whether ledgers keep to limits.
#include "formats/check.h"
#include "checks/limits.h"
#include "checks/size.h"
#include "complaint.h"
#include "output.h"
#include "reader/open_ledger.h"
#include "text.h"
#include "verbs/verb.h"
#include "verbs/view_arguments.h"
#include "views/words.h"

#include <cstdio>
#include <memory>
#include <new>
#include <string>
#include <vector>

namespace memtrace::driver {
namespace {

struct Settings {
  std::vector<std::string> ledgers;
  Limits limits;
  std::string at = "peak";
  std::string baseline;
  bool is_strict = false;
  Filter filter;
  FormatArguments format;
};

// Enters what the text says, or refuses it.
template <typename To, typename From>
void add_limit(CLI::App &app, const std::string &name, To &to, From from,
               const std::string &type, const std::string &what,
               const std::string &help) {
  add_function(
      app, name, [&to, from](const std::string &text) { to = *from(text); },
      help)
      ->check(only_if(
          [from](const std::string &text) { return from(text).has_value(); },
          what))
      ->type_name(type);
}

std::optional<int64_t> count_from(const std::string &text) {
  if (text.size() > 18 || !is_digits(text))
    return std::nullopt;
  return std::stoll(text);
}

void add_limits(CLI::App &app, Settings &settings) {
  constexpr const char *kSize = "a size, as 4096, 10M or 1.5GiB";
  constexpr const char *kCount = "a number of blocks";
  Limits &limits = settings.limits;
  add_limit(app, "--max-peak", limits.peak, size_from, "SIZE", kSize,
            "The most that may be live at once");
  add_limit(app, "--max-current", limits.current, size_from, "SIZE", kSize,
            "The most that may be left that is not freed");
  add_limit(app, "--max-current-blocks", limits.current_blocks, count_from, "N",
            kCount, "The most blocks that may be left");
  add_limit(app, "--max-total", limits.total, size_from, "SIZE", kSize,
            "The most that may be allocated over the whole run");
  add_limit(app, "--max-total-blocks", limits.total_blocks, count_from, "N",
            kCount, "The most blocks that may be allocated");
  add_repeated(
      app, "--budget",
      [&limits](const std::string &text) {
        limits.budgets.push_back(*budget_from(text));
      },
      "The most that a line, or a file, may have", "FILE[:LINE]=SIZE")
      ->check(only_if(
          [](const std::string &text) { return budget_from(text).has_value(); },
          "FILE:LINE=SIZE or FILE=SIZE"));
}

void add_growth(CLI::App &app, Settings &settings) {
  CLI::Option *baseline = add_option(app, "--baseline", settings.baseline,
                                     "A ledger that nothing may grow beyond")
                              ->type_name("OLD");
  add_limit(app, "--max-growth", settings.limits.growth, growth_from,
            "SIZE|PERCENT", "a size or a share, as 64K or 5%",
            "How much more than in the baseline there may be (default: 0)");
  app.get_option("--max-growth")->needs(baseline);
}

void check_limits(const Settings &settings) {
  const Limits &limits = settings.limits;
  if (!limits.peak && !limits.current && !limits.current_blocks &&
      !limits.total && !limits.total_blocks && limits.budgets.empty() &&
      !limits.growth)
    throw Complaint(kBadInput, "there is nothing to check; give --max-peak, "
                               "--budget, --baseline or another limit, see "
                               "memtrace check --help");
}

void write(const CheckResult &result, const std::string &format,
           rt::Sink sink) {
  if (format == "json")
    write_check_json(result, sink);
  else if (format == "markdown")
    write_check_markdown(result, sink);
  else if (format == "github")
    write_check_github(result, sink);
  else
    write_check_text(result, sink);
}

// One that can't be read must not hide what the others have to say.
std::vector<Verdict> check_each(const Settings &settings,
                                const Ledger *baseline) {
  std::vector<Verdict> verdicts;
  for (const std::string &name : settings.ledgers) {
    try {
      Ledger ledger = open_ledger(name);
      apply_filter(settings.filter, {&ledger});
      verdicts.push_back(check(name, ledger, settings.limits, baseline));
    } catch (const Complaint &complaint) {
      Verdict verdict;
      verdict.ledger = name;
      verdict.error = complaint.what();
      verdicts.push_back(verdict);
    }
  }
  return verdicts;
}

int check(Settings &settings) {
  Limits &limits = settings.limits;
  if (!settings.baseline.empty() && !limits.growth)
    limits.growth = Growth();
  check_limits(settings);
  limits.at = moment_of(settings.at);
  limits.is_filtered = !settings.filter.is_empty();
  Ledger baseline;
  if (!settings.baseline.empty()) {
    baseline = open_ledger(settings.baseline);
    settings.filter.apply(baseline);
  }
  CheckResult result;
  result.is_strict = settings.is_strict;
  result.verdicts =
      check_each(settings, settings.baseline.empty() ? nullptr : &baseline);
  Output output(settings.format.output);
  write(result, settings.format.format, output.sink());
  output.finish();
  for (const Verdict &verdict : result.verdicts)
    if (!verdict.error.empty())
      std::fprintf(stderr, "memtrace: error: %s\n", verdict.error.c_str());
  return result.unreadable() != 0 ? kBadInput : result.holds() ? 0 : kFailed;
}

// Here 1 says that a limit is exceeded, and nothing else does.
void check_or_trouble(Settings &settings) {
  int status;
  try {
    status = check(settings);
  } catch (const Complaint &complaint) {
    throw Complaint(kBadInput, complaint.what());
  } catch (const std::bad_alloc &) {
    throw Complaint(kBadInput, "there is not enough memory");
  } catch (const std::exception &error) {
    throw Complaint(kBadInput, error.what());
  }
  if (status != 0)
    throw Complaint(status, "");
}

} // namespace

Verb add_check(CLI::App &command) {
  auto settings = std::make_shared<Settings>();
  CLI::App *app =
      add_verb(command, "check",
               "Say whether ledgers keep to limits, for tests and CI: exit "
               "status 1 if one does not, 2 if that is not known. "
               "What a C++ library keeps for itself is left out by "
               "--exclude '<unknown>'.");
  add_each_ledger(*app, settings->ledgers);
  add_limits(*app, *settings);
  add_growth(*app, *settings);
  add_moment(*app, settings->at);
  add_filter(*app, settings->filter);
  add_number(*app, "-n,--top", settings->limits.top, "rows",
             "Rows of what is exceeded at most (default: 5)");
  add_flag(*app, "--strict", settings->is_strict, "Take warnings for failures");
  add_format(*app, settings->format, {"text", "json", "markdown", "github"});
  return {app, [settings] { check_or_trouble(*settings); }};
}

} // namespace memtrace::driver
