// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// string_pool.cpp: see string_pool.h. A damaged ledger may have a string at
// each offset of a long text. So a hash is worked out from the end of a text to
// its beginning, which makes one pass for all tails of it, and tails are only
// copied with what they are the tail of.
#include "model/string_pool.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace memtrace::driver {
namespace {

constexpr uint64_t kEnd = 0x9e3779b97f4a7c15;

// Of a character and what follows it.
uint64_t mix(uint64_t rest, char c) {
  uint64_t hash = (rest ^ static_cast<unsigned char>(c)) * 0xbf58476d1ce4e5b9;
  return hash ^ hash >> 29;
}

// Of the texts at sorted offsets.
std::vector<uint64_t> hashes_of(const std::vector<char> &from,
                                const std::vector<uint32_t> &offsets) {
  std::vector<uint64_t> hashes(offsets.size());
  uint64_t hash = kEnd; // of the text from `at` on
  size_t at = from.size();
  for (size_t i = offsets.size(); i-- > 0;) {
    const char *text = &from[offsets[i]];
    // It may end before the next one begins.
    if (const void *end = std::memchr(text, '\0', at - offsets[i])) {
      hash = kEnd;
      at = offsets[i] +
           static_cast<size_t>(static_cast<const char *>(end) - text);
    }
    while (at > offsets[i])
      hash = mix(hash, from[--at]);
    hashes[i] = hash;
  }
  return hashes;
}

} // namespace

StringPool::StringPool() : bytes_{'\0'} { by_hash_.emplace(kEnd, 0); }

uint32_t StringPool::Places::of(uint32_t offset) const {
  auto found = std::lower_bound(from_.begin(), from_.end(), offset);
  return found != from_.end() && *found == offset
             ? to_[static_cast<size_t>(found - from_.begin())]
             : 0;
}

const uint32_t *StringPool::find(uint64_t hash, const char *text) const {
  auto [begin, end] = by_hash_.equal_range(hash);
  for (auto i = begin; i != end; ++i)
    if (std::strcmp(at(i->second), text) == 0)
      return &i->second;
  return nullptr;
}

uint32_t StringPool::append(const char *text, size_t size) {
  if (bytes_.size() + size >= UINT32_MAX)
    throw std::length_error("the ledgers have more names than fit into one");
  auto place = static_cast<uint32_t>(bytes_.size());
  bytes_.insert(bytes_.end(), text, text + size);
  bytes_.push_back('\0');
  return place;
}

StringPool::Places StringPool::enter(const std::vector<char> &from,
                                     std::vector<uint32_t> offsets) {
  std::sort(offsets.begin(), offsets.end());
  offsets.erase(std::unique(offsets.begin(), offsets.end()), offsets.end());
  std::vector<uint64_t> hashes = hashes_of(from, offsets);
  Places places;
  places.to_.resize(offsets.size());
  uint32_t head = 0;  // the last that isn't another's tail, and is copied
  uint32_t place = 0; // there
  size_t end = 0;     // of it
  for (size_t i = 0; i < offsets.size(); ++i) {
    const char *text = &from[offsets[i]];
    if (const uint32_t *found = find(hashes[i], text)) {
      places.to_[i] = *found;
      continue;
    }
    if (i == 0 || offsets[i] >= end) {
      size_t size = std::strlen(text);
      head = offsets[i];
      end = head + size + 1;
      place = append(text, size);
    }
    places.to_[i] = place + (offsets[i] - head);
    by_hash_.emplace(hashes[i], places.to_[i]);
  }
  places.from_ = std::move(offsets);
  return places;
}

uint32_t StringPool::enter(const std::string &text) {
  std::vector<char> from(text.c_str(), text.c_str() + text.size() + 1);
  return enter(from, {0}).of(0);
}

} // namespace memtrace::driver
