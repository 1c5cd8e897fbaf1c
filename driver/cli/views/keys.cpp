// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// keys.cpp: see keys.h.
#include "views/keys.h"

#include <cstring>
#include <string_view>

namespace memtrace::driver {
namespace {

constexpr const char *kUnknown = "<unknown>";

using Kind = rt::StackEntry::Kind;

} // namespace

int Keys::Key::compare(const Key &other) const {
  if (int order = std::strcmp(name, other.name))
    return order;
  if (line != other.line)
    return line < other.line ? -1 : 1;
  if (int order = std::strcmp(detail, other.detail))
    return order;
  return static_cast<int>(kind) - static_cast<int>(other.kind);
}

size_t Keys::Hash::operator()(const Key &key) const {
  std::hash<std::string_view> hash;
  return (hash(key.name) * 31 + hash(key.detail)) * 31 + key.line * 8 +
         key.kind;
}

Keys::Keys(const rt::LedgerView &view, const rt::Names &names, By by)
    : view_(view), names_(names), by_(by), of_frame_(view.header->frame_count) {
  for (uint32_t i = 0; i < view.header->frame_count; ++i)
    of_frame_[i] = intern(key_of(view.frames[i]));
}

uint32_t Keys::of(const rt::StackEntry &entry) {
  if (entry.kind == Kind::kFrame)
    return of_frame_[entry.value];
  if (entry.kind != Kind::kThrough)
    return intern(key_of(entry));
  auto [found, is_new] = of_callee_.try_emplace(entry.value);
  if (is_new)
    found->second = intern(key_of(entry));
  return found->second;
}

int Keys::compare(uint32_t a, uint32_t b) const {
  return a == b ? 0 : keys_[a].compare(keys_[b]);
}

Keys::Key Keys::unknown() const { return {Kind::kUnknown, kUnknown, 0, ""}; }

Keys::Key Keys::key_of(const rt::StackEntry &entry) const {
  switch (entry.kind) {
  case Kind::kThrough:
    return {entry.kind, rt::readable_at(view_, entry.value, names_), 0, ""};
  case Kind::kGap: // in a tree they are one, however many are missing
    return {entry.kind, "", by_ == By::kFrame ? entry.value : 0, ""};
  case Kind::kMore:
  case Kind::kCut:
    return {entry.kind, "", 0, ""};
  case Kind::kFrame:
  case Kind::kUnknown:
    break;
  }
  return unknown();
}

Keys::Key Keys::key_of(const memtrace_ledger_frame &frame) const {
  rt::Place place = rt::place_of(view_, frame);
  const char *function = rt::readable_at(view_, frame.function, names_);
  bool nameless = rt::is_unknown(place);
  switch (by_) {
  case By::kLine:
    return {Kind::kFrame, place.file, place.line,
            place.line == 0 ? function : ""};
  case By::kFunction:
    if (*function != '\0')
      return {Kind::kFrame, function, 0, place.file};
    return nameless ? unknown() : Key{Kind::kFrame, kUnknown, 0, place.file};
  case By::kFile:
    return {Kind::kFrame, place.file, 0, ""};
  case By::kFrame:
    return {Kind::kFrame, place.file, place.line, function};
  }
  return unknown();
}

uint32_t Keys::intern(const Key &key) {
  // What has no name is unknown, whether there is a frame or not.
  bool is_known = key.kind != Kind::kFrame || *key.detail != '\0' ||
                  key.line != 0 || std::strcmp(key.name, kUnknown) != 0;
  auto [found, is_new] = index_.try_emplace(
      is_known ? key : unknown(), static_cast<uint32_t>(keys_.size()));
  if (is_new)
    keys_.push_back(found->first);
  return found->second;
}

void Keys::put(rt::Writer &out, uint32_t index) const {
  const Key &key = keys_[index];
  if (key.kind == Kind::kThrough)
    (out << "through ").foreign(key.name, SIZE_MAX);
  else if (key.is_mark())
    rt::put_entry(out, view_, {key.kind, key.line}, names_);
  else if (by_ == By::kLine)
    put_line(out, key);
  else
    put_name(out, key);
}

// As in the rows that a program writes itself.
void Keys::put_line(rt::Writer &out, const Key &key) {
  out.foreign(key.name, SIZE_MAX);
  if (*key.detail != '\0')
    (out << '(').foreign(key.detail, SIZE_MAX) << ')';
  out << ':' << uint64_t{key.line};
}

void Keys::put_name(rt::Writer &out, const Key &key) {
  out.foreign(key.name, SIZE_MAX);
  if (key.line != 0)
    out << ':' << uint64_t{key.line};
  if (*key.detail != '\0')
    (out << " (").foreign(key.detail, SIZE_MAX) << ')';
}

} // namespace memtrace::driver
