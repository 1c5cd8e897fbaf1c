// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// diff.cpp: `memtrace diff`: what has changed from one ledger to another.
#include "formats/diff_text.h"
#include "formats/json_summary.h"
#include "formats/table.h"
#include "model/readable_names.h"
#include "output.h"
#include "reader/open_ledger.h"
#include "verbs/verb.h"
#include "verbs/view_arguments.h"
#include "views/diff_rows.h"

#include <memory>
#include <string>
#include <vector>

namespace memtrace::driver {
namespace {

struct Settings {
  std::string before;
  std::string now;
  ViewArguments view;
  bool all = false;
  FormatArguments format;
};

// Where lines have moved, few of them are in both.
bool is_better_by_function(const Pair &pair, const ReadableNames &names,
                           const DiffRows &lines, const ViewOptions &options) {
  auto share = [](const DiffRows &rows) {
    size_t all = rows.count_before() + rows.count_now() - rows.count_in_both();
    return all == 0 ? 1.0
                    : static_cast<double>(rows.count_in_both()) /
                          static_cast<double>(all);
  };
  if (options.by != By::kLine || share(lines) >= 0.5)
    return false;
  const rt::LedgerView view = pair.both.view();
  Keys keys(view, names.for_report(), By::kFunction);
  return share(DiffRows(pair, keys, options, true)) > 1.5 * share(lines);
}

void put_text(rt::Writer &out, const Table &table,
              const std::vector<std::string> &remarks) {
  for (const std::string &remark : remarks)
    out << (&remark == &remarks.front() ? "\n" : "") << remark.c_str() << '\n';
  out << '\n';
  put_diff_rows(out, table);
}

void run(const Settings &settings) {
  const std::string &format = settings.format.format;
  ViewOptions options = settings.view.options(format);
  Ledger before = open_ledger(settings.before);
  Ledger now = open_ledger(settings.now);
  Output output(settings.format.output);
  rt::Writer out(output.sink());
  Json about = {{"old", json_summary(before)}, {"new", json_summary(now)}};
  std::vector<std::string> remarks = diff_remarks(before, now);
  if (format == "text")
    put_diff_summary(out, before, now);

  apply_filter(settings.view.filter, {&before, &now});
  Pair pair = pair_of(before, now, options.sort);
  ReadableNames names(pair.both, ReadableNames::Of::kAllFrames);
  const rt::LedgerView view = pair.both.view();
  Keys keys(view, names.for_report(), options.by);
  DiffRows rows(pair, keys, options, settings.all);
  if (is_better_by_function(pair, names, rows, options))
    remarks.emplace_back("Few lines are in both. Where lines have moved, "
                         "--by=function compares what is left of them.");
  if (!settings.view.filter.is_empty())
    remarks.emplace_back("Only some of the lines are shown, by --include or "
                         "--exclude.");
  about["remarks"] = remarks;
  Table table = table_of(rows, keys, options);
  if (format == "text")
    put_text(out, table, remarks);
  else if (format == "json")
    write_table_json(table, about, output.sink());
  else if (format == "csv")
    write_table_csv(table, output.sink());
  else
    write_table_markdown(table, output.sink());
  out.flush();
  output.finish();
}

} // namespace

Verb add_diff(CLI::App &command) {
  auto settings = std::make_shared<Settings>();
  CLI::App *app =
      add_verb(command, "diff",
               "Say what has changed from one ledger to another: two runs, two "
               "moments of one, or two programs.");
  add_ledger(*app, settings->before, "OLD");
  add_option(*app, "NEW", settings->now, "What is compared with it")
      ->required();
  add_view(*app, settings->view);
  add_flag(*app, "--all", settings->all, "Rows of what has not changed, too");
  add_format(*app, settings->format, {"text", "json", "csv", "markdown"});
  return {app, [settings] { run(*settings); }};
}

} // namespace memtrace::driver
