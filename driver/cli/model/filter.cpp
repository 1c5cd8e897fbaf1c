// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// filter.cpp: see filter.h.
#include "model/filter.h"

#include "api/glob.h"
#include "report/stack.h"
#include "text.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace memtrace::driver {

Filter::Pattern::Pattern(const std::string &given) : text(given), glob(given) {
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
      if (patterns_[i].line.value_or(place.line) == place.line &&
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

std::vector<std::string>
Filter::unmatched(const std::vector<const Ledger *> &ledgers) const {
  if (is_empty())
    return {};
  std::set<std::string> files;
  for (const Ledger *ledger : ledgers) {
    const rt::LedgerView view = ledger->view();
    files.insert(rt::place_of(view, memtrace_ledger_frame()).file);
    std::set<uint32_t> seen;
    for (const memtrace_ledger_frame &frame : ledger->frames)
      if (seen.insert(frame.file).second)
        files.insert(rt::place_of(view, frame).file);
  }
  std::vector<std::string> result;
  for (const std::vector<Pattern> *patterns : {&included_, &excluded_})
    for (const Pattern &pattern : *patterns)
      if (std::none_of(files.begin(), files.end(), [&](const auto &file) {
            return rt::matches(pattern.glob.c_str(), file.c_str());
          }))
        result.push_back(pattern.text);
  return result;
}

namespace {

// Where only its sum is known, that stays.
void keep_inherited(Ledger &ledger, const std::vector<bool> &stays) {
  std::vector<memtrace_ledger_live> &inherited = ledger.inherited;
  if (inherited.empty())
    return;
  inherited.erase(std::remove_if(inherited.begin(), inherited.end(),
                                 [&](const memtrace_ledger_live &live) {
                                   return !stays[live.context];
                                 }),
                  inherited.end());
  memtrace_ledger_header &header = *ledger.header;
  header.inherited_count = static_cast<uint32_t>(inherited.size());
  header.inherited_bytes = header.inherited_blocks = 0;
  for (const memtrace_ledger_live &live : inherited) {
    header.inherited_bytes += static_cast<uint64_t>(live.bytes);
    header.inherited_blocks += static_cast<uint64_t>(live.blocks);
  }
}

} // namespace

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
  keep_inherited(ledger, stays);
}

} // namespace memtrace::driver
