// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// json_out.h: JSON that is handed on value by value, so that no more than one
// is ever held.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_JSON_OUT_H
#define MEMTRACE_DRIVER_CLI_FORMATS_JSON_OUT_H

#include "report/writer.h"

#include <nlohmann/json.hpp>
#include <string>

namespace memtrace::driver {

using Json = nlohmann::ordered_json;

class JsonOut {
public:
  explicit JsonOut(rt::Sink sink) : sink_(sink) {}

  JsonOut &operator<<(const char *text) { return put(text); }
  // Names may be in any encoding, and JSON is UTF-8.
  JsonOut &operator<<(const Json &value) {
    return put(value.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  // `"a":1,"b":2`: an object without its braces.
  JsonOut &put_members(const Json &object) {
    const char *separator = "";
    for (const auto &member : object.items()) {
      *this << separator << Json(member.key()) << ":" << member.value();
      separator = ",";
    }
    return *this;
  }
  // Each on a line of its own, with a comma: the beginning of an object.
  JsonOut &put_lines(const Json &object) {
    for (const auto &member : object.items())
      *this << "  " << Json(member.key()) << ": " << member.value() << ",\n";
    return *this;
  }
  // `"name": [`, what each element makes on a line of its own, and `]`.
  template <typename Range, typename Make>
  JsonOut &put_list(const char *name, const Range &range, Make make) {
    *this << "  " << Json(name) << ": [";
    const char *separator = "\n    ";
    for (const auto &element : range) {
      *this << separator << make(element);
      separator = ",\n    ";
    }
    return *this << "\n  ]";
  }
  bool ok() const { return ok_; }

private:
  JsonOut &put(const std::string &text) {
    ok_ = ok_ && sink_.write(sink_.context, text.data(), text.size());
    return *this;
  }

  rt::Sink sink_;
  bool ok_ = true;
};

} // namespace memtrace::driver

#endif
