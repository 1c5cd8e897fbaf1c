// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// locations.cpp: see locations.h.
#include "api/locations.h"

namespace memtrace::rt {
namespace {

constexpr char kThrough[] = "[through]";
constexpr char kMissing[] = "[callers are missing]";
constexpr char kLeftOut[] = "[callers are left out]";

const char *unless_empty(const char *string) {
  return *string ? string : nullptr;
}

} // namespace

memtrace_location location_of(const LedgerView &view, const StackEntry &entry) {
  switch (entry.kind) {
  case StackEntry::kThrough:
    return {kThrough, unless_empty(string_at(view, entry.value)), 0, 0};
  case StackEntry::kGap:
    return {kMissing, nullptr, 0, 0};
  case StackEntry::kMore:
  case StackEntry::kCut:
    return {kLeftOut, nullptr, 0, 0};
  case StackEntry::kUnknown:
    return {"<unknown>", nullptr, 0, 0};
  case StackEntry::kFrame:
    break;
  }
  const memtrace_ledger_frame &frame = view.frames[entry.value];
  return {place_of(view, frame).file,
          unless_empty(string_at(view, frame.function)), frame.line,
          frame.column};
}

bool is_mark(const memtrace_location &location) {
  return location.file == kThrough || location.file == kMissing ||
         location.file == kLeftOut;
}

} // namespace memtrace::rt
