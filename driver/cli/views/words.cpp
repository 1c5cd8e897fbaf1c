// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// words.cpp: see words.h.
#include "views/words.h"

namespace memtrace::driver {
namespace {

constexpr struct {
  const char *word;
  By by;
} kBy[] = {{"line", By::kLine},         {"file", By::kFile},
           {"function", By::kFunction}, {"type", By::kType},
           {"module", By::kModule},     {"stack", By::kStack},
           {"site", By::kSite}};

} // namespace

std::vector<std::string> by_words() {
  std::vector<std::string> words;
  for (const auto &entry : kBy)
    words.emplace_back(entry.word);
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
  for (Moment moment : kMoments)
    words.emplace_back(word_of(moment));
  return words;
}

Moment moment_of(const std::string &word) {
  for (Moment moment : kMoments)
    if (word == word_of(moment))
      return moment;
  return Moment::kPeak;
}

const char *word_of(Moment moment) {
  switch (moment) {
  case Moment::kCurrent:
    return "current";
  case Moment::kTotal:
    return "total";
  case Moment::kPeak:
    break;
  }
  return "peak";
}

} // namespace memtrace::driver
