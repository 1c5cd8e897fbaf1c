// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// hints.cpp: see hints.h.
#include "formats/hints.h"

#include "formats/json_values.h"
#include "formats/markdown.h"
#include "hints/limits.h"
#include "hints/words.h"
#include "report/rows.h"
#include "text.h"

#include <algorithm>

namespace memtrace::driver {
namespace {

using hints::Hint;
using hints::Line;

constexpr size_t kMostText = 4000;

// With what would steer a terminal escaped.
std::string plain(const std::string &foreign) {
  return text_of(
      [&](rt::Writer &out) { out.foreign(foreign.c_str(), kMostText); });
}

std::string row_text(const Hints &all, const Line &line) {
  return text_of([&](rt::Writer &out) {
    rt::put_row(out, {line.place, line.amounts.peak}, all.names.for_report());
  });
}

const char *confidence_of(const Hint &hint) {
  return hint.is_likely ? "likely" : "possible";
}

std::string saves_text(const Hints &all, const Hint &hint) {
  return hints::size_text(hint.saves) + ", " +
         hints::share_text(hint.saves, all.evidence.peak_bytes);
}

std::string least_text(const Hints &all) {
  double least = std::max(hints::kLeastBytes,
                          all.evidence.peak_bytes * all.min_share / 100);
  return hints::size_text(least);
}

std::string nothing_text(const Hints &all) {
  auto lines = static_cast<double>(all.evidence.lines.size());
  return "No hints: in " + hints::count_text(lines, "line", "lines") +
         " and a peak of " + hints::size_text(all.evidence.peak_bytes) +
         " nothing of " + least_text(all) +
         " or more looks like a file read whole, a document parsed whole, a "
         "growing cache, lists of one pipeline or a grown container.";
}

// What more there might be to see.
std::string remark(const Hints &all) {
  if (all.evidence.has_bare_lines)
    return "Of some lines it is not known what they call: a build with "
           "--profile-memory=stacks shows more.";
  return "";
}

// Text in Markdown stands for itself.
std::string escaped(const std::string &foreign) {
  std::string text;
  for (char c : plain(foreign)) {
    if (std::string("\\`*_[]<>|#&").find(c) != std::string::npos)
      text += '\\';
    text += c;
  }
  return text;
}

// Whole numbers; what a damaged ledger says may be anything.
int64_t whole(double bytes) {
  return bytes > 0 && bytes < 9e18 ? static_cast<int64_t>(bytes) : 0;
}

Json json_of(const Hints &all, const Line &line) {
  return {{"file", line.place.file},
          {"line", line.place.line},
          {"function", all.evidence.function(line)},
          {"peak", json_amount(line.amounts.peak)},
          {"allocated", json_amount(line.amounts.allocated)},
          {"current", json_amount(line.amounts.current)}};
}

Json json_of(const Hints &all, const Hint &hint) {
  Json lines = Json::array();
  for (const Line *line : hint.lines)
    lines.push_back(json_of(all, *line));
  double peak = all.evidence.peak_bytes;
  return {{"id", hint.id},
          {"title", hint.title},
          {"confidence", confidence_of(hint)},
          {"lines", lines},
          {"evidence", hint.evidence},
          {"fix", hint.fix},
          {"saves",
           {{"bytes", whole(hint.saves)},
            {"percent",
             peak > 0 ? std::min(100 * hint.saves / peak, 100.0) : 0.0}}}};
}

} // namespace

std::string hints_as_text(const Hints &all) {
  std::string text = all.hints.empty() ? nothing_text(all) + "\n" : "";
  for (const Hint &hint : all.hints) {
    text += (text.empty() ? "" : "\n") + std::string(hint.id) + " (" +
            confidence_of(hint) + "): " + hint.title + "\n";
    for (const Line *line : hint.lines)
      text += row_text(all, *line) + "\n";
    text += "  Evidence: " + plain(hint.evidence) +
            "\n  Fix: " + plain(hint.fix) +
            "\n  Saves at most: " + saves_text(all, hint) + "\n";
  }
  std::string more = remark(all);
  if (!more.empty())
    text += (all.hints.empty() ? "" : "\n") + more + "\n";
  return text;
}

std::string hints_as_markdown(const Hints &all) {
  std::string text = "## Hints for " + escaped(all.name) + "\n";
  if (all.hints.empty())
    text += "\n" + escaped(nothing_text(all)) + "\n";
  for (const Hint &hint : all.hints) {
    text += "\n### " + std::string(hint.id) + " (" + confidence_of(hint) +
            "): " + hint.title + "\n\n";
    for (const Line *line : hint.lines)
      text += "- " + markdown_code(row_text(all, *line)) + "\n";
    text += "\n**Evidence:** " + escaped(hint.evidence) + "\n\n**Fix:** " +
            escaped(hint.fix) + "\n\n**Saves at most:** " +
            escaped(saves_text(all, hint)) + "\n";
  }
  std::string more = remark(all);
  if (!more.empty())
    text += "\n" + escaped(more) + "\n";
  return text;
}

std::string hints_as_json(const Hints &all) {
  Json list = Json::array();
  for (const Hint &hint : all.hints)
    list.push_back(json_of(all, hint));
  Json object = {{"ledger", all.name},
                 {"peak_bytes", whole(all.evidence.peak_bytes)},
                 {"lines", all.evidence.lines.size()},
                 {"min_share", all.min_share},
                 {"hints", list},
                 {"remark", remark(all).empty() ? Json() : Json(remark(all))}};
  return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace memtrace::driver
