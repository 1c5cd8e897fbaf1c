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

} // namespace memtrace::driver
