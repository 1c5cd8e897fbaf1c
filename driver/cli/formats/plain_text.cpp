// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// plain_text.cpp: see plain_text.h.
#include "formats/plain_text.h"

#include "text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace memtrace::driver {
namespace {

using Json = nlohmann::json;

bool is_plain(const std::string &text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= ' ' && c <= '~'; });
}

} // namespace

std::string json_text(const std::string &text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string plain_text(const std::string &text) {
  if (is_plain(text))
    return text;
  std::string line = printable(text);
  return is_plain(line) ? line
                        : Json::parse(json_text(line)).get<std::string>();
}

std::string xml_text(const std::string &plain) {
  std::string result;
  for (size_t i = 0; i < plain.size(); ++i) {
    char c = plain[i];
    if (plain.compare(i, 2, "\xef\xbf") == 0 && i + 2 < plain.size() &&
        static_cast<unsigned char>(plain[i + 2]) >= 0xbe) {
      result += "\xef\xbf\xbd"; // U+FFFE and U+FFFF
      i += 2;
    } else if (c == '&' || c == '<' || c == '>' || c == '"') {
      result += c == '&'   ? "&amp;"
                : c == '<' ? "&lt;"
                : c == '>' ? "&gt;"
                           : "&quot;";
    } else {
      result += c;
    }
  }
  return result;
}

} // namespace memtrace::driver
