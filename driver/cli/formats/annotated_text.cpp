// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// annotated_text.cpp: see annotated.h. Markdown is the same text as a block
// that is shown as it is: no line of it can end the block.
#include "formats/annotated.h"

#include "report/report.h"
#include "report/rows.h"
#include "text.h"

#include <algorithm>

namespace memtrace::driver {
namespace {

constexpr size_t kSizeColumns = 10;
constexpr size_t kCountColumns = 10;
constexpr size_t kTab = 8;

// Tabs are filled up: behind a gutter they would end elsewhere.
std::string untabbed(const std::string &line) {
  std::string text;
  for (char c : line) {
    if (c == '\t')
      text.append(kTab - text.size() % kTab, ' ');
    else
      text += c;
  }
  return text;
}

// C strings end at a NUL, and lines need not.
std::string harmless(std::string line) {
  std::replace(line.begin(), line.end(), '\0', '\1');
  return printable(untabbed(line));
}

uint64_t positive(int64_t value) {
  return value > 0 ? static_cast<uint64_t>(value) : 0;
}

// Lines stand in the order of the source, whatever the amounts.
const char *title_of(Moment at) {
  return at == Moment::kTotal ? "Allocated over the whole run"
                              : rt::title_of(sort_key_of(at, false));
}

class Text {
public:
  Text(const Annotation &annotation, const SourceText &source,
       const AnnotatedOptions &options, rt::Sink sink)
      : annotation_(annotation), source_(source), options_(options), out_(sink),
        number_columns_(
            std::max<size_t>(4, std::to_string(source.lines.size()).size())) {}

  bool write() {
    put_head();
    if (options_.markdown)
      out_ << "\n```text\n";
    put_titles();
    put_lines();
    put_rest();
    if (options_.markdown)
      out_ << "```\n";
    return out_.flush();
  }

private:
  void put_head() {
    std::string title = text_of([&](rt::Writer &out) {
      out << title_of(annotation_.at) << ", "
          << printable(annotation_.file).c_str();
      if (annotation_.inclusive)
        out << " with what it calls";
      rt::put_sizes(out << ": ", annotation_.total);
    });
    out_ << (options_.markdown ? "**" : "")
         << options_.paint(Ink::kStrong, title).c_str()
         << (options_.markdown ? "**" : "") << '\n';
    if (source_.path != annotation_.file)
      out_ << (options_.markdown ? "\n" : "") << "The source is "
           << printable(source_.path).c_str() << ".\n";
  }

  void put_titles() {
    std::string titles = right("SIZE", kSizeColumns) +
                         right("COUNT", kCountColumns) +
                         right("LINE", number_columns_ + 2);
    out_ << options_.paint(Ink::kDim, titles).c_str() << '\n';
  }

  void put(const rt::Amount &amount, const std::string &number,
           const std::string &line) {
    std::string amounts;
    if (!rt::is_empty(amount))
      amounts = right(size_text(amount.bytes), kSizeColumns) +
                right(std::to_string(amount.blocks), kCountColumns);
    else
      amounts = std::string(kSizeColumns + kCountColumns, ' ');
    Ink ink =
        ink_of_share(positive(amount.bytes), positive(annotation_.total.bytes));
    out_
        << options_.paint(ink, amounts).c_str()
        << options_.paint(Ink::kDim, right(number, number_columns_ + 2)).c_str()
        << (line.empty() ? "" : "  ") << line.c_str() << '\n';
  }

  // Only lines that have memory are looked up, so the distance to the next one
  // comes from where they are.
  bool is_near(uint64_t number) const {
    if (options_.context == UINT64_MAX)
      return true;
    uint64_t first = number > options_.context ? number - options_.context : 0;
    auto next = annotation_.lines.lower_bound(
        static_cast<uint32_t>(std::min<uint64_t>(first, UINT32_MAX)));
    return next != annotation_.lines.end() &&
           (next->first <= number || next->first - number <= options_.context);
  }

  void put_lines() {
    uint64_t last = 0; // that was written
    for (uint64_t number = 1; number <= source_.lines.size(); ++number) {
      if (!is_near(number))
        continue;
      if (last != 0 && last + 1 != number)
        out_ << options_.paint(Ink::kDim, "--").c_str() << '\n';
      last = number;
      auto found = annotation_.lines.find(static_cast<uint32_t>(number));
      put(found == annotation_.lines.end() ? rt::Amount() : found->second,
          std::to_string(number), harmless(source_.lines[number - 1]));
    }
  }

  void put_rest() {
    if (!rt::is_empty(annotation_.without_line))
      put(annotation_.without_line, "-", "(no line is known)");
    auto beyond = annotation_.lines.upper_bound(static_cast<uint32_t>(
        std::min<size_t>(source_.lines.size(), UINT32_MAX)));
    for (; beyond != annotation_.lines.end(); ++beyond)
      put(beyond->second, std::to_string(beyond->first),
          "(behind the end of this source)");
  }

  const Annotation &annotation_;
  const SourceText &source_;
  const AnnotatedOptions &options_;
  rt::Writer out_;
  size_t number_columns_;
};

} // namespace

bool write_annotated_text(const Annotation &annotation,
                          const SourceText &source,
                          const AnnotatedOptions &options, rt::Sink sink) {
  return Text(annotation, source, options, sink).write();
}

bool write_files_text(const std::vector<FileAmount> &files,
                      const AnnotatedOptions &options, rt::Sink sink) {
  rt::Writer out(sink);
  for (const FileAmount &file : files) {
    if (options.markdown)
      out << "- ";
    rt::put_sizes(out << printable(file.file).c_str() << ": ", file.amount);
    out << '\n';
  }
  return out.flush();
}

} // namespace memtrace::driver
