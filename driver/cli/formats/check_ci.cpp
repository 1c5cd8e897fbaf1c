// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// check_ci.cpp: for comments and for GitHub Actions, see check.h.
#include "formats/check.h"
#include "formats/markdown.h"
#include "text.h"

#include <filesystem>
#include <system_error>

namespace memtrace::driver {
namespace {

void put_details(rt::Writer &out, const Verdict &verdict,
                 const Finding &finding) {
  if (finding.holds())
    return;
  out << "\n**" << markdown_code(verdict.ledger).c_str() << "**, "
      << markdown_code(sentence_of(finding)).c_str() << "\n\n";
  for (const Part &part : finding.parts)
    out << "- " << markdown_code(row_text(part, finding.is_growth)).c_str()
        << '\n';
  if (finding.others != 0)
    out << "- " << finding.others << " other\n";
}

// As the runner reads them: https://docs.github.com, "Workflow commands".
std::string escaped(const std::string &text, bool is_property) {
  std::string result;
  for (char c : text)
    result += c == '%'                  ? "%25"
              : c == '\r'               ? "%0D"
              : c == '\n'               ? "%0A"
              : is_property && c == ':' ? "%3A"
              : is_property && c == ',' ? "%2C"
                                        : std::string(1, c);
  return result;
}

// From the folder in which the check runs on: what GitHub knows.
std::string in_repository(const std::string &file) {
  std::error_code error;
  std::string folder = std::filesystem::current_path(error).string();
  std::string start = error ? "" : folder + "/";
  return !start.empty() && file.rfind(start, 0) == 0 ? file.substr(start.size())
                                                     : file;
}

std::string place_of(const Finding &finding) {
  if (finding.parts.empty() || finding.parts.front().file.empty())
    return "";
  const Part &part = finding.parts.front();
  std::string place = "file=" + escaped(in_repository(part.file), true) + ",";
  return part.line == 0 ? place
                        : place + "line=" + std::to_string(part.line) + ",";
}

void put_error(rt::Writer &out, const Verdict &verdict,
               const Finding &finding) {
  std::string text = printable(verdict.ledger) + ": " + sentence_of(finding);
  for (const Part &part : finding.parts)
    text += "\n" + row_text(part, finding.is_growth);
  out << "::error " << place_of(finding).c_str()
      << "title=MemTrace::" << escaped(text, false).c_str() << '\n';
}

} // namespace

void write_check_markdown(const CheckResult &result, rt::Sink sink) {
  rt::Writer out(sink);
  out << "### MemTrace: " << sentence_of(result).c_str() << "\n\n"
      << "| ledger | limit | |\n|:--|:--|:--|\n";
  for (const Verdict &verdict : result.verdicts)
    for (const Finding &finding : verdict.findings)
      out << "| " << markdown_cell(verdict.ledger).c_str() << " | "
          << markdown_cell(sentence_of(finding)).c_str() << " | "
          << (finding.holds() ? "holds" : "**exceeded**") << " |\n";
  for (const Verdict &verdict : result.verdicts) {
    if (!verdict.error.empty())
      out << "\nError: " << markdown_code(verdict.error).c_str() << '\n';
    for (const Finding &finding : verdict.findings)
      put_details(out, verdict, finding);
    for (const std::string &warning : verdict.warnings)
      out << "\nWarning: " << markdown_code(verdict.ledger).c_str() << ", "
          << markdown_code(warning).c_str() << '\n';
  }
  out.flush();
}

void write_check_github(const CheckResult &result, rt::Sink sink) {
  rt::Writer out(sink);
  for (const Verdict &verdict : result.verdicts) {
    if (!verdict.error.empty())
      out << "::error title=MemTrace::" << escaped(verdict.error, false).c_str()
          << '\n';
    for (const Finding &finding : verdict.findings)
      if (!finding.holds())
        put_error(out, verdict, finding);
    for (const std::string &warning : verdict.warnings)
      out << (result.is_strict ? "::error" : "::warning") << " title=MemTrace::"
          << escaped(printable(verdict.ledger) + ": " + printable(warning),
                     false)
                 .c_str()
          << '\n';
  }
  out << "MemTrace: " << sentence_of(result).c_str() << '\n';
  out.flush();
}

} // namespace memtrace::driver
