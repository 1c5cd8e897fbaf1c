// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// filter.cpp: see filter.h.
#include "model/filter.h"

#include "api/glob.h"
#include "report/stack.h"
#include "text.h"

#include <unordered_map>

namespace memtrace::driver {

Filter::Pattern::Pattern(const std::string &text) : glob(text) {
  size_t colon = text.rfind(':');
  if (colon == std::string::npos || text.size() - colon > 10 ||
      !is_digits(text.substr(colon + 1)))
    return;
  line = std::stoull(text.substr(colon + 1));
  glob.resize(colon);
}

// Whether frames match some of the patterns. Each file name is compared once.
class Filter::Matches {
public:
  Matches(const rt::LedgerView &view, const std::vector<Pattern> &patterns)
      : view_(view), patterns_(patterns), of_file_(patterns.size()) {}

  bool context(uint32_t context, bool all_frames) {
    rt::Stack stack(view_, context);
    for (rt::StackEntry entry; stack.next(entry);) {
      if (entry.kind <= rt::StackEntry::kUnknown && matches(entry))
        return true;
      if (!all_frames)
        break;
    }
    return false;
  }

private:
  bool matches(const rt::StackEntry &entry) {
    memtrace_ledger_frame frame = {};
    if (entry.kind == rt::StackEntry::kFrame)
      frame = view_.frames[entry.value];
    rt::Place place = rt::place_of(view_, frame);
    for (size_t i = 0; i < patterns_.size(); ++i)
      if ((patterns_[i].line == 0 || patterns_[i].line == place.line) &&
          matches(i, frame.file, place.file))
        return true;
    return false;
  }

  bool matches(size_t pattern, uint32_t file, const char *name) {
    auto [found, is_new] = of_file_[pattern].try_emplace(file);
    if (is_new)
      found->second = rt::matches(patterns_[pattern].glob.c_str(), name);
    return found->second;
  }

  const rt::LedgerView &view_;
  const std::vector<Pattern> &patterns_;
  std::vector<std::unordered_map<uint32_t, bool>> of_file_;
};

void Filter::apply(Ledger &ledger) const {
  if (is_empty())
    return;
  const rt::LedgerView view = ledger.view();
  Matches included(view, included_), excluded(view, excluded_);
  std::vector<bool> stays(ledger.contexts.size());
  for (uint32_t i = 1; i < ledger.contexts.size(); ++i)
    stays[i] = (included_.empty() || included.context(i, all_frames_)) &&
               !excluded.context(i, all_frames_);
  for (size_t i = 1; i < stays.size(); ++i)
    if (!stays[i])
      ledger.counters[i] = {};
}

} // namespace memtrace::driver
