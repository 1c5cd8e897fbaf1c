// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// text.h: pieces of text, whatever they are about.
#ifndef MEMTRACE_DRIVER_CLI_TEXT_H
#define MEMTRACE_DRIVER_CLI_TEXT_H

#include "report/writer.h"

#include <string>
#include <string_view>

namespace memtrace::driver {

// Appends to a text what is written.
inline rt::Sink sink_to(std::string &text) {
  return {[](void *to, const char *bytes, size_t size) {
            static_cast<std::string *>(to)->append(bytes, size);
            return true;
          },
          &text};
}

// What `put(out)` writes.
template <typename Put> std::string text_of(Put put) {
  std::string text;
  rt::Writer out(sink_to(text));
  put(out);
  out.flush();
  return text;
}

// Text that somebody else chose, without what would break a line or steer a
// terminal.
std::string printable(const std::string &text);

// `1 site`, `3 sites`
std::string counted(uint64_t count, const char *one, const char *many);

// `15.2 MiB`; with a sign `+15.2 MiB`.
std::string size_text(uint64_t bytes);
std::string size_text(int64_t bytes);
std::string signed_size_text(int64_t bytes);

// With spaces before it.
std::string right(const std::string &text, size_t width);

// Characters of UTF-8, not bytes.
size_t count_letters(const std::string &text);

// Whether there is nothing but digits, and at least one.
bool is_digits(std::string_view text);

// Whether a path has others before this end of it.
bool ends_with_path(std::string_view path, std::string_view end);

} // namespace memtrace::driver

#endif
