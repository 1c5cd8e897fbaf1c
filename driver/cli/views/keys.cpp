// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// keys.cpp: see keys.h.
#include "views/keys.h"

#include "hash.h"
#include "text.h"

#include <cstring>
#include <string_view>

namespace memtrace::driver {
namespace {

constexpr const char *kUnknown = "<unknown>";

using Kind = rt::StackEntry::Kind;

template <typename T> int compare_values(T a, T b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// Texts of a ledger are long, and most are one and the same.
int compare_texts(const char *a, const char *b) {
  return a == b ? 0 : std::strcmp(a, b);
}

const char *or_unknown(const char *text) {
  return *text == '\0' ? kUnknown : text;
}

Key unknown() {
  Key key;
  key.kind = Kind::kUnknown;
  key.file = kUnknown;
  return key;
}

} // namespace

int Keys::compare(const Key &a, const Key &b) const {
  auto texts = [&](auto of) { return compare_texts(a.*of, b.*of); };
  auto values = [&](auto of) { return compare_values(a.*of, b.*of); };
  int order = by_ == By::kFunction ? texts(&Key::function) : 0;
  order = order != 0 ? order : texts(&Key::file);
  order = order != 0 ? order : values(&Key::line);
  order = order != 0 ? order : values(&Key::column);
  order = order != 0 ? order : texts(&Key::function);
  order = order != 0 ? order : texts(&Key::type);
  order = order != 0 ? order : texts(&Key::module);
  order = order != 0 ? order : values(&Key::stack);
  return order != 0 ? order : values(&Key::kind);
}

size_t Keys::Hash::operator()(const Key &key) const {
  std::hash<std::string_view> hash;
  uint64_t sum = mix(key.stack, key.kind);
  for (const char *text : {key.file, key.function, key.type, key.module})
    if (*text != '\0')
      sum = mix(sum, hash(text));
  return mix(mix(sum, key.line), key.column);
}

Keys::Keys(const rt::LedgerView &view, const rt::Names &names, By by)
    : view_(view), names_(names), by_(by), index_(0, Hash(), Equal{this}) {
  if (by == By::kStack)
    entries_ = std::make_unique<Keys>(view, names, By::kFrame);
  if (!is_of_entries(by)) {
    of_site_.resize(view.site_count);
    return;
  }
  of_frame_.resize(view.header->frame_count);
  index_.reserve(of_frame_.size());
  for (uint32_t i = 0; i < of_frame_.size(); ++i)
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

uint32_t Keys::of_context(uint32_t context) {
  uint32_t site = rt::site_of(view_, context);
  if (by_ == By::kStack) {
    Key key = key_of_site(site);
    key.stack = hash_of_stack(context);
    key.context = context;
    return intern(key);
  }
  if (of_site_[site] == 0)
    of_site_[site] = intern(key_of_site(site)) + 1;
  return of_site_[site] - 1;
}

int Keys::compare(uint32_t a, uint32_t b) const {
  return a == b ? 0 : compare(keys_[a], keys_[b]);
}

Key Keys::key_of(const rt::StackEntry &entry) const {
  Key key = unknown();
  key.kind = entry.kind;
  switch (entry.kind) {
  case Kind::kThrough:
    key.file = rt::readable_at(view_, entry.value, names_);
    break;
  case Kind::kGap:
  case Kind::kMore:
  case Kind::kCut:
    key.file = "";
    break;
  case Kind::kFrame:
  case Kind::kUnknown:
    return unknown();
  }
  return key;
}

Key Keys::key_of(const memtrace_ledger_frame &frame) const {
  rt::Place place = rt::place_of(view_, frame);
  const char *function = rt::readable_at(view_, frame.function, names_);
  Key key;
  key.file = place.file;
  if (by_ == By::kFunction) {
    if (*function == '\0' && rt::is_unknown(place))
      return unknown();
    key.function = or_unknown(function);
    return key;
  }
  if (by_ == By::kFile)
    return key;
  key.line = place.line;
  if (by_ != By::kLine || place.line == 0)
    key.function = function;
  return key;
}

// Of what is allocated there, without the stack.
Key Keys::key_of_site(uint32_t site) const {
  const memtrace_ledger_site &described = view_.sites[site];
  bool is_known = site != MEMTRACE_UNKNOWN_SITE;
  auto text = [&](uint32_t offset) {
    return is_known ? rt::string_at(view_, offset) : "";
  };
  Key key;
  if (by_ == By::kType) {
    key.type = or_unknown(text(described.type));
    return key;
  }
  if (by_ == By::kModule) {
    key.module = or_unknown(text(described.module));
    return key;
  }
  rt::FrameRange frames = rt::frames_of(view_, site);
  if (frames.first == frames.end)
    return unknown();
  const memtrace_ledger_frame &frame = view_.frames[frames.first];
  rt::Place place = rt::place_of(view_, frame);
  key.file = place.file;
  key.line = place.line;
  key.function = rt::readable_at(view_, frame.function, names_);
  if (by_ == By::kStack)
    return key;
  key.column = frame.column;
  key.type = text(described.type);
  key.module = text(described.module);
  return key;
}

uint64_t Keys::hash_of_stack(uint32_t context) {
  uint64_t hash = 0;
  rt::Stack stack(view_, context);
  for (rt::StackEntry entry; stack.next(entry);)
    hash = mix(hash, entries_->of(entry) + 1);
  return hash;
}

uint32_t Keys::intern(const Key &key) {
  // What has no name is unknown, whether there is a frame or not.
  bool is_known = key.kind != Kind::kFrame || key.line != 0 ||
                  *key.function != '\0' || std::strcmp(key.file, kUnknown) != 0;
  auto [found, is_new] = index_.try_emplace(
      is_known ? key : unknown(), static_cast<uint32_t>(keys_.size()));
  if (is_new)
    keys_.push_back(found->first);
  return found->second;
}

std::vector<std::string> Keys::entries(uint32_t key) const {
  std::vector<std::string> entries;
  rt::Stack stack(view_, keys_[key].context);
  for (rt::StackEntry entry; stack.next(entry);)
    entries.push_back(text_of(
        [&](rt::Writer &out) { rt::put_entry(out, view_, entry, names_); }));
  return entries;
}

void Keys::put(rt::Writer &out, uint32_t index) const {
  const Key &key = keys_[index];
  if (key.kind == Kind::kThrough)
    (out << "through ").foreign(key.file, SIZE_MAX);
  else if (key.kind > Kind::kUnknown)
    rt::put_entry(out, view_, {key.kind, key.line}, names_);
  else if (by_ == By::kType)
    out.foreign(key.type, SIZE_MAX);
  else if (by_ == By::kModule)
    out.foreign(key.module, SIZE_MAX);
  else if (key.kind == Kind::kUnknown && by_ != By::kLine && by_ != By::kStack)
    out << kUnknown;
  else
    put_place(out, key);
}

void Keys::put_place(rt::Writer &out, const Key &key) const {
  auto braced = [&](const char *text, const char *begin) {
    if (*text != '\0')
      (out << begin).foreign(text, SIZE_MAX) << ')';
  };
  if (by_ == By::kFunction) {
    out.foreign(key.function, SIZE_MAX);
    braced(key.file, " (");
    return;
  }
  out.foreign(key.file, SIZE_MAX);
  // As in the rows that a program writes itself.
  bool is_row = by_ == By::kLine || by_ == By::kStack;
  if (is_row && key.line == 0)
    braced(key.function, "(");
  if (is_row || key.line != 0)
    out << ':' << uint64_t{key.line};
  if (by_ == By::kSite && key.column != 0)
    out << ':' << uint64_t{key.column};
  if (by_ == By::kFrame || by_ == By::kSite)
    braced(key.function, " (");
  if (by_ == By::kSite && *key.type != '\0')
    (out << ", ").foreign(key.type, SIZE_MAX);
}

} // namespace memtrace::driver
