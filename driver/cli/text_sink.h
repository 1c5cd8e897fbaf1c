// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// text_sink.h: text of a Writer as a string.
#ifndef MEMTRACE_DRIVER_CLI_TEXT_SINK_H
#define MEMTRACE_DRIVER_CLI_TEXT_SINK_H

#include "report/writer.h"

#include <string>

namespace memtrace::driver {

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

} // namespace memtrace::driver

#endif
