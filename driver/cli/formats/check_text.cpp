// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// check_text.cpp: see check.h.
#include "formats/check.h"
#include "text.h"
#include "views/amounts.h"

#include <algorithm>

namespace memtrace::driver {
namespace {

std::string value_of(const Finding &finding, int64_t value) {
  if (finding.is_blocks)
    return std::to_string(value) + (value == 1 ? " block" : " blocks");
  return finding.is_growth ? signed_size_text(value) : size_text(value);
}

std::string amount_text(const Finding &finding) {
  // Both are what they are: the difference fits into 64 bits without a sign.
  uint64_t over = static_cast<uint64_t>(finding.measured) -
                  static_cast<uint64_t>(finding.limit);
  return finding.is_blocks ? std::to_string(over) : size_text(over);
}

} // namespace

size_t CheckResult::limits() const {
  size_t count = 0;
  for (const Verdict &verdict : verdicts)
    count += verdict.findings.size();
  return count;
}

size_t CheckResult::exceeded() const {
  size_t count = 0;
  for (const Verdict &verdict : verdicts)
    count += verdict.exceeded();
  return count;
}

size_t CheckResult::warnings() const {
  size_t count = 0;
  for (const Verdict &verdict : verdicts)
    count += verdict.warnings.size();
  return count;
}

size_t CheckResult::unreadable() const {
  return static_cast<size_t>(std::count_if(
      verdicts.begin(), verdicts.end(),
      [](const Verdict &verdict) { return !verdict.error.empty(); }));
}

std::string sentence_of(const Finding &finding) {
  std::string text =
      printable(finding.what) + ": " + value_of(finding, finding.measured);
  std::string limit = value_of(finding, finding.limit);
  return finding.holds() ? text + ", within the limit of " + limit
                         : text + ", which is " + amount_text(finding) +
                               " over the limit of " + limit;
}

std::string sentence_of(const CheckResult &result) {
  size_t exceeded = result.exceeded();
  std::string limits = counted(result.limits(), "limit", "limits");
  std::string text = result.limits() == 0 ? "nothing was checked"
                     : exceeded == 0
                         ? (result.limits() == 1 ? limits + " holds"
                                                 : "all " + limits + " hold")
                         : std::to_string(exceeded) + " of " + limits +
                               (exceeded == 1 ? " is" : " are") + " exceeded";
  if (size_t count = result.unreadable())
    text += ", and " + counted(count, "ledger", "ledgers") + " can't be read";
  if (result.is_strict && result.warnings() != 0)
    text += ", and there " +
            counted(result.warnings(), "warning", "warnings")
                .insert(0, result.warnings() == 1 ? "is " : "are ");
  return text;
}

std::string row_text(const Part &part, bool is_growth) {
  return part.text + ": " + text_of([&](rt::Writer &out) {
           if (is_growth)
             put_sizes(out, part.amount, part.change);
           else
             rt::put_sizes(out, part.amount);
         });
}

void write_check_text(const CheckResult &result, rt::Sink sink) {
  rt::Writer out(sink);
  for (const Verdict &verdict : result.verdicts) {
    std::string name = printable(verdict.ledger);
    for (const Finding &finding : verdict.findings) {
      if (finding.holds())
        continue;
      out << name.c_str() << ": " << sentence_of(finding).c_str() << '\n';
      for (const Part &part : finding.parts)
        out << "  " << row_text(part, finding.is_growth).c_str() << '\n';
      if (finding.others != 0)
        out << "  " << finding.others << " other\n";
    }
    for (const std::string &warning : verdict.warnings)
      out << name.c_str() << ": warning: " << printable(warning).c_str()
          << '\n';
  }
  out << sentence_of(result).c_str() << '\n';
  out.flush();
}

} // namespace memtrace::driver
