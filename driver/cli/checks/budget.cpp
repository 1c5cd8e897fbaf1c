// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// budget.cpp: limits as they are given; see limits.h.
#include "api/glob.h"
#include "checks/limits.h"
#include "checks/size.h"
#include "text.h"

namespace memtrace::driver {
namespace {

bool is_number(const std::string &text) {
  return text.size() < 10 && is_digits(text);
}

} // namespace

bool Budget::matches(const rt::Place &place) const {
  if (line != 0 && line != place.line)
    return false;
  return file == place.file || ends_with_path(place.file, file) ||
         rt::matches(file.c_str(), place.file) ||
         rt::matches(("*/" + file).c_str(), place.file);
}

std::optional<Budget> budget_from(const std::string &text) {
  size_t equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0)
    return std::nullopt;
  std::optional<int64_t> bytes = size_from(text.substr(equals + 1));
  if (!bytes)
    return std::nullopt;
  Budget budget;
  budget.text = budget.file = text.substr(0, equals);
  budget.bytes = *bytes;
  size_t colon = budget.file.rfind(':');
  if (colon != std::string::npos && is_number(budget.file.substr(colon + 1))) {
    budget.line =
        static_cast<uint32_t>(std::stoul(budget.file.substr(colon + 1)));
    budget.file.resize(colon);
  }
  return budget.file.empty() ? std::nullopt : std::optional(budget);
}

std::optional<Growth> growth_from(const std::string &text) {
  Growth growth;
  growth.share = share_from(text);
  if (growth.share)
    return growth;
  std::optional<int64_t> bytes = size_from(text);
  if (!bytes)
    return std::nullopt;
  growth.bytes = *bytes;
  return growth;
}

} // namespace memtrace::driver
