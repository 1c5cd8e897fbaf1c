// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// write_all.cpp: see write_all.h. Whoever is handed a broken JSON or an
// endless text is told by an abort or libFuzzer's limits.
#include "write_all.h"

#include "formats/annotated.h"
#include "formats/exports.h"
#include "formats/flamegraph.h"
#include "formats/hints.h"
#include "formats/json_summary.h"
#include "formats/report_text.h"
#include "formats/statistics.h"
#include "formats/table.h"
#include "live/live_rows.h"
#include "views/words.h"

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

namespace memtrace::driver {

bool append(void *text, const char *bytes, size_t size) {
  constexpr size_t kMostOutput = 1 << 20;
  auto &all = *static_cast<std::string *>(text);
  if (all.size() + size > kMostOutput)
    return false;
  all.append(bytes, size);
  return true;
}

namespace {

void expect_json(const std::string &text) {
  if (!nlohmann::json::accept(text))
    std::abort();
}

constexpr struct {
  WriteExport *write;
  bool is_json;
} kExports[] = {{write_callgrind, false}, {write_csv, false},
                {write_dhat, true},       {write_folded, false},
                {write_massif, false},    {write_pprof, false},
                {write_speedscope, true}};

void write_export(Ledger &ledger, uint64_t number) {
  const auto &format = kExports[number % std::size(kExports)];
  ReadableNames names(ledger, ReadableNames::Of::kAllFrames);
  ExportOptions options;
  options.blocks = number % 2 != 0;
  options.at = static_cast<Moment>(number / 2 % 3);
  std::string text;
  if (format.write(ledger, names, options, {append, &text}) && format.is_json)
    expect_json(text);
}

void write_flames(Ledger &ledger, uint64_t number) {
  ReadableNames names(ledger, ReadableNames::Of::kAllFrames);
  FlamegraphOptions options;
  options.inverted = number % 2 != 0;
  options.upwards = number / 2 % 2 != 0;
  std::string text;
  write_flamegraph(ledger, names, options, {append, &text});
}

void write_hints(Ledger &ledger, uint64_t number) {
  ReadableNames names(ledger, ReadableNames::Of::kAllFrames);
  hints::Evidence evidence = hints::evidence_of(ledger, names);
  std::vector<hints::Hint> found = hints::find_hints(evidence, 0);
  Hints all{"ledger", names, evidence, found, 0};
  if (number % 3 == 0)
    hints_as_text(all);
  else if (number % 3 == 1)
    hints_as_markdown(all);
  else
    expect_json(hints_as_json(all));
}

void write_statistics(Ledger &ledger, uint64_t number) {
  ReadableNames names(ledger, ReadableNames::Of::kAllFrames);
  std::string text;
  if (number % 2 == 0)
    write_statistics_text(ledger, names, ChartShape(), {append, &text});
  else if (write_statistics_json(ledger, names, {append, &text}))
    expect_json(text);
}

ViewOptions view_of(uint64_t number) {
  ViewOptions options;
  const std::vector<std::string> words = by_words();
  options.by = by_of(words[number % words.size()]);
  number /= words.size();
  options.sort = sort_key_of(kMoments[number % 3], number / 3 % 2 != 0);
  number /= 6;
  options.inclusive = is_of_entries(options.by) && number % 2 != 0;
  options.top = 10;
  return options;
}

void write_annotation(Ledger &ledger, uint64_t number) {
  ReadableNames names(ledger, ReadableNames::Of::kAllFrames);
  const rt::LedgerView view = ledger.view();
  ViewOptions options = view_of(number);
  options.by = By::kLine;
  std::vector<FileAmount> files =
      files_with_memory(view, names.for_report(), options);
  std::string text;
  if (write_files_json(files, moment_of(options.sort), {append, &text}))
    expect_json(text);
  if (files.empty())
    return;
  Annotation annotation =
      annotation_of(view, names.for_report(), options, files[0]);
  SourceText source;
  source.lines = {"int a;", "", "\t\x1b[31m"};
  AnnotatedOptions how;
  how.context = 1;
  text.clear();
  write_annotated_text(annotation, source, how, {append, &text});
}

void write_table(Ledger &ledger, uint64_t number) {
  ViewOptions options = view_of(number);
  Json about = json_summary(ledger);
  Filter filter;
  if (number % 5 == 0)
    filter.exclude("*a*:3");
  filter.apply(ledger);
  ReadableNames names(ledger, ReadableNames::Of::kAllFrames);
  const rt::LedgerView view = ledger.view();
  Keys keys(view, names.for_report(), options.by);
  Table table = table_of(KeyRows(view, keys, options), keys, options);
  std::string text;
  if (write_table_json(table, about, {append, &text}))
    expect_json(text);
  text.clear();
  write_table_csv(table, {append, &text});
  text.clear();
  write_table_markdown(table, {append, &text});
}

void write_view(Ledger &ledger, uint64_t number) {
  ViewOptions options = view_of(number);
  if (is_of_entries(options.by) && number % 3 != 0)
    options.tree = number % 3 == 1 ? Tree::kCallers : Tree::kCallees;
  ReadableNames names(ledger, ReadableNames::Of::kAllFrames);
  std::string text;
  write_text(ledger, names, options, Filter(), {append, &text});
}

// What `top` shows.
void make_live_rows(Ledger &ledger, uint64_t number) {
  ReadableNames names(ledger, ReadableNames::Of::kAllFrames);
  std::vector<rt::Amount> growth(ledger.contexts.size());
  LiveView view;
  view.by = view_of(number).by;
  std::vector<LiveRow> rows =
      live_rows(ledger, names.for_report(), growth, view);
  for (const LiveRow &row : rows)
    if (row.can_open && view.open.size() < 3)
      view.open.insert(row.path);
  live_rows(ledger, names.for_report(), growth, view);
}

} // namespace

void write_one(Ledger &ledger, uint64_t number) {
  constexpr void (*kOutputs[])(Ledger &, uint64_t) = {
      write_export, write_flames,     write_hints, write_statistics,
      write_table,  write_annotation, write_view,  make_live_rows};
  kOutputs[number % std::size(kOutputs)](ledger, number / std::size(kOutputs));
}

} // namespace memtrace::driver
