// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// text.cpp: see text.h.
#include "api/text.h"

#include "api/source_line.h"
#include "report/rows.h"

#include <string.h>

namespace memtrace::rt {
namespace {

// Memory that takes what fits, and counts all of it.
class Text {
public:
  Text(char *text, size_t size) : text_(text), size_(size) {}
  Sink sink() { return {take, this}; }
  size_t finish() {
    if (size_ > 0)
      text_[length_ < size_ ? length_ : size_ - 1] = '\0';
    return length_;
  }

private:
  static bool take(void *context, const char *bytes, size_t size) {
    auto &text = *static_cast<Text *>(context);
    if (text.length_ < text.size_) {
      size_t room = text.size_ - text.length_;
      memcpy(text.text_ + text.length_, bytes, size < room ? size : room);
    }
    text.length_ += size;
    return true;
  }

  char *text_;
  size_t size_;
  size_t length_ = 0;
};

// A name, or what stands for one that is not known.
void put_name(Writer &out, const char *name, const char *otherwise) {
  if (name && *name)
    out.foreign(name, SIZE_MAX);
  else
    out << otherwise;
}

void put_location(Writer &out, const memtrace_location &at) {
  put_place(out, {at.file, at.line ? nullptr : at.function, at.line}, Names());
}

// As the command's rows name them.
void put_group(Writer &out, const memtrace_statistic &row) {
  if (row.type)
    return put_name(out, row.type, "<unknown type>");
  if (row.frame_count == 0) {
    out << "domain " << uint64_t{row.domain};
    return;
  }
  const memtrace_location &at = row.frames[0];
  if (row.by == MEMTRACE_BY_FILE)
    return put_name(out, at.file, "<unknown>");
  if (row.by != MEMTRACE_BY_FUNCTION)
    return put_location(out, at);
  put_name(out, at.function, "<unknown>");
  (out << " (").foreign(at.file, SIZE_MAX) << ')';
}

void put_change(Writer &out, int64_t change) {
  out << " (" << (change < 0 ? "" : "+") << change << ')';
}

void put_size_change(Writer &out, int64_t change) {
  char text[kSizeText];
  format_size(text, size_of_signed(change), Sign::kAlways);
  out << " (" << text << ')';
}

void put_difference(Writer &out, const memtrace_statistic &row) {
  put_size_change(out << "size=" << size_of_signed(row.size), row.size_diff);
  put_change(out << ", count=" << row.count, row.count_diff);
  if (row.count != 0)
    out << ", average=" << average_size(row.size, row.count);
}

void put_traceback_line(Writer &out, const memtrace_location &at) {
  put_name(out << "  File \"", at.file, "<unknown>");
  out << "\", line " << uint64_t{at.line} << '\n';
  SourceLine line(at.file, at.file ? at.line : 0);
  if (line.size() > 0)
    (out << "    ").bytes(line.text(), line.size()) << '\n';
}

} // namespace

size_t format_statistic(const memtrace_statistic &row, char *text,
                        size_t size) {
  Text made(text, size);
  Writer out(made.sink());
  put_group(out, row);
  out << ": ";
  if (row.is_difference) {
    put_difference(out, row);
  } else {
    Amount amount;
    amount.bytes = row.size;
    amount.blocks = row.count;
    put_sizes(out, amount);
  }
  out.flush();
  return made.finish();
}

size_t format_signed_size(int64_t bytes, bool always_sign, char *text,
                          size_t size) {
  char formatted[kSizeText];
  size_t length = format_size(formatted, size_of_signed(bytes),
                              always_sign ? Sign::kAlways : Sign::kOnlyMinus);
  Text made(text, size);
  Sink sink = made.sink();
  sink.write(sink.context, formatted, length);
  return made.finish();
}

size_t format_traceback(const memtrace_location *locations, size_t count,
                        int limit, bool most_recent_first, char *text,
                        size_t size) {
  size_t first = 0, end = count;
  auto wanted = (size_t)(limit < 0 ? -(int64_t)limit : limit);
  if (limit > 0 && wanted < count)
    end = wanted;
  if (limit < 0)
    first = wanted < count ? wanted : count;
  Text made(text, size);
  Writer out(made.sink());
  for (size_t i = first; i < end; ++i)
    put_traceback_line(
        out, locations[most_recent_first ? i : end - 1 - (i - first)]);
  out.flush();
  return made.finish();
}

} // namespace memtrace::rt
