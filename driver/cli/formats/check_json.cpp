// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// check_json.cpp: see check.h. docs/cli.md has the schema.
#include "formats/check.h"
#include "formats/json_values.h"

namespace memtrace::driver {
namespace {

Json json_of(const Part &part, bool is_growth) {
  Json object = {{"text", part.text},
                 {"file", unless_empty(part.file.c_str())},
                 {"line", part.line}};
  object.update(json_amount(part.amount));
  if (is_growth)
    put_change(object, part.change);
  return object;
}

Json json_of(const Finding &finding) {
  Json parts = Json::array();
  for (const Part &part : finding.parts)
    parts.push_back(json_of(part, finding.is_growth));
  return {{"option", finding.option},
          {"what", finding.what},
          {"unit", finding.is_blocks ? "blocks" : "bytes"},
          {"measured", finding.measured},
          {"upper_bound", finding.upper_bound},
          {"limit", finding.limit},
          {"holds", finding.holds()},
          {"rows", parts},
          {"others", finding.others}};
}

} // namespace

void write_check_json(const CheckResult &result, rt::Sink sink) {
  Json ledgers = Json::array();
  for (const Verdict &verdict : result.verdicts) {
    Json limits = Json::array();
    for (const Finding &finding : verdict.findings)
      limits.push_back(json_of(finding));
    ledgers.push_back({{"ledger", verdict.ledger},
                       {"limits", limits},
                       {"warnings", verdict.warnings}});
  }
  JsonOut out(sink);
  out << Json{{"holds", result.holds()}, {"ledgers", ledgers}} << "\n";
}

} // namespace memtrace::driver
