// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// export_frames.cpp: see export_frames.h.
#include "formats/export_frames.h"

#include "formats/plain_text.h"

#include <cstring>
#include <string_view>

namespace memtrace::driver {
namespace {

using Kind = rt::StackEntry::Kind;

// A label may be written for each stack that it is on.
std::string shortened(const char *text) {
  constexpr size_t kMost = 1000;
  std::string result(text, strnlen(text, kMost + 1));
  if (result.size() <= kMost)
    return result;
  result.resize(kMost);
  while (!result.empty() && (result.back() & 0xc0) == 0x80)
    result.pop_back(); // the rest of a character that is cut
  if (!result.empty() && (result.back() & 0x80) != 0)
    result.pop_back();
  return result + "...";
}

} // namespace

bool ExportFrame::operator==(const ExportFrame &other) const {
  return kind == other.kind && line == other.line &&
         std::strcmp(function, other.function) == 0 &&
         std::strcmp(file, other.file) == 0;
}

std::string label_of(const ExportFrame &frame) {
  std::string place = shortened(frame.file);
  if (frame.line != 0)
    place += ":" + std::to_string(frame.line);
  std::string function = shortened(frame.function);
  if (function.empty() || place.empty())
    return plain_text(function + place);
  return plain_text(function + " (" + place + ")");
}

FrameTable::FrameTable(const rt::LedgerView &view, const rt::Names &names,
                       By by)
    : view_(view), names_(names), by_(by), of_frame_(view.header->frame_count),
      index_(16, Hash{this}, Equal{this}) {}

size_t FrameTable::Hash::operator()(uint32_t index) const {
  const ExportFrame &frame = (*table)[index];
  std::hash<std::string_view> hash;
  return (hash(frame.function) * 31 + hash(frame.file)) * 31 + frame.line;
}

uint32_t FrameTable::of(const rt::StackEntry &entry) {
  if (entry.kind != Kind::kFrame)
    return intern(mark_of(entry));
  uint32_t &known = of_frame_[entry.value];
  if (known == 0)
    known = intern(frame_of(view_.frames[entry.value])) + 1;
  return known - 1;
}

uint32_t FrameTable::intern(const ExportFrame &frame) {
  frames_.push_back(frame);
  auto [found, is_new] = index_.insert(size() - 1);
  if (!is_new)
    frames_.pop_back();
  return *found;
}

ExportFrame FrameTable::frame_of(const memtrace_ledger_frame &frame) const {
  ExportFrame result;
  result.function = rt::readable_at(view_, frame.function, names_);
  result.file = rt::string_at(view_, frame.file);
  if (*result.function == '\0' && *result.file == '\0')
    return unknown();
  result.kind = Kind::kFrame;
  result.linkage = rt::string_at(view_, frame.function);
  bool has_line = by_ == By::kLine && *result.file != '\0';
  result.line = has_line ? frame.line : 0;
  result.column = has_line ? frame.column : 0;
  return result;
}

ExportFrame FrameTable::unknown() {
  ExportFrame result;
  result.function = "<unknown>";
  return result;
}

// Those that are alike are one.
ExportFrame FrameTable::mark_of(const rt::StackEntry &entry) {
  ExportFrame result = unknown();
  result.kind = entry.kind;
  switch (entry.kind) {
  case Kind::kThrough:
    marks_.push_back("[through " +
                     std::string(rt::readable_at(view_, entry.value, names_)) +
                     "]");
    result.function = marks_.back().c_str();
    break;
  case Kind::kGap:
    result.function = "[callers are missing]";
    break;
  case Kind::kMore:
    result.function = "[more callers]";
    break;
  case Kind::kCut:
    result.function = "[more callers are left out]";
    break;
  case Kind::kFrame:
  case Kind::kUnknown:
    break;
  }
  return result;
}

} // namespace memtrace::driver
