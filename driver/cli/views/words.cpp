// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// words.cpp: see words.h.
#include "views/words.h"

namespace memtrace::driver {
namespace {

using rt::SortKey;

constexpr struct {
  const char *word;
  By by;
} kBy[] = {{"line", By::kLine},         {"file", By::kFile},
           {"function", By::kFunction}, {"type", By::kType},
           {"module", By::kModule},     {"stack", By::kStack},
           {"site", By::kSite}};

constexpr struct {
  const char *word;
  SortKey by_size;
  SortKey by_count;
} kMoments[] = {{"peak", SortKey::kPeak, SortKey::kPeakCount},
                {"current", SortKey::kCurrent, SortKey::kCurrentCount},
                {"total", SortKey::kTotal, SortKey::kCount}};

} // namespace

std::vector<std::string> by_words() {
  std::vector<std::string> words;
  for (const auto &entry : kBy)
    words.push_back(entry.word);
  return words;
}

By by_of(const std::string &word) {
  for (const auto &entry : kBy)
    if (word == entry.word)
      return entry.by;
  return By::kLine;
}

const char *word_of(By by) {
  for (const auto &entry : kBy)
    if (by == entry.by)
      return entry.word;
  return "frame";
}

std::vector<std::string> moment_words() {
  std::vector<std::string> words;
  for (const auto &entry : kMoments)
    words.push_back(entry.word);
  return words;
}

SortKey sort_key_of(const std::string &moment, bool by_count) {
  for (const auto &entry : kMoments)
    if (moment == entry.word)
      return by_count ? entry.by_count : entry.by_size;
  return SortKey::kPeak;
}

const char *word_of_moment(SortKey key) {
  for (const auto &entry : kMoments)
    if (key == entry.by_size || key == entry.by_count)
      return entry.word;
  return "peak";
}

} // namespace memtrace::driver
