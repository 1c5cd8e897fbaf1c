// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// evidence.cpp: see evidence.h.
#include "hints/evidence.h"

#include "hints/limits.h"
#include "memtrace/abi.h"
#include "report/stack.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <tuple>
#include <unordered_map>

namespace memtrace::driver::hints {
namespace {

constexpr size_t kMostEntries = 64;  // of a stack
constexpr size_t kMostCallers = 256; // of a line

// Where a context is charged to, and who called that.
struct Charge {
  uint32_t frame = 0;
  bool is_known = false;
  std::vector<uint32_t> functions;  // ids
  const Library *library = nullptr; // that was passed on the way
  bool parses = false;
  std::set<uint32_t> parsers; // functions that are called so
};

// A FILE has no type and no name, but a size of its own.
bool is_file(const rt::Amount &amount) {
  auto bytes = static_cast<double>(amount.bytes);
  auto blocks = static_cast<double>(amount.blocks);
  if (blocks <= 0)
    return false;
  if (bytes == blocks * kFileBytes)
    return true;
  return std::any_of(
      std::begin(kFilebufBytes), std::end(kFilebufBytes),
      [&](double of_two) { return 2 * bytes == blocks * of_two; });
}

struct Function {
  uint32_t id = 0;
  const Library *library = nullptr;
  bool parses = false;    // as a library's functions are named
  bool is_parser = false; // as any function may be
};

class Builder {
public:
  Builder(const Ledger &ledger, const ReadableNames &names)
      : ledger_(ledger), view_(ledger.view()), names_(names) {}

  Evidence run() {
    const memtrace_ledger_header &header = *ledger_.header;
    evidence_.peak_bytes = static_cast<double>(header.peak_bytes);
    evidence_.has_ended = header.finished != 0;
    evidence_.has_callers = header.frames_kept > 1;
    for (uint32_t i = MEMTRACE_UNKNOWN_CONTEXT + 1; i < view_.context_count;
         ++i)
      add(i);
    std::sort(evidence_.lines.begin(), evidence_.lines.end(), is_before);
    return std::move(evidence_);
  }

private:
  static bool is_before(const Line &a, const Line &b) {
    if (a.amounts.peak.bytes != b.amounts.peak.bytes)
      return a.amounts.peak.bytes > b.amounts.peak.bytes;
    int order = rt::compare(a.place, b.place);
    return order != 0 ? order < 0 : a.function < b.function;
  }

  void add(uint32_t context) {
    uint32_t site = rt::site_of(view_, context);
    Charge charge = charge_of(context);
    if (!charge.is_known)
      return;
    const Traits &traits = traits_of(site);
    Amounts amounts = amounts_of(context);
    Line &line = line_of(charge);
    note_functions(line, charge);
    note_reading(line, traits, amounts);
    evidence_.has_bare_lines |=
        traits.is_plain && traits.type.empty() &&
        (ledger_.sites[site].flags & MEMTRACE_SITE_STACKS) == 0;
    Part &part = part_of(line, site, traits);
    if (charge.library != nullptr) {
      part.traits.library = charge.library;
      part.traits.parses |= charge.parses;
    }
    for (uint32_t parser : charge.parsers)
      line.parsed[parser] += amounts;
    part.amounts += amounts;
    line.amounts += amounts;
  }

  // What a library's own source allocates is charged to who called it.
  Charge charge_of(uint32_t context) {
    Charge charge;
    rt::Stack stack(view_, context);
    rt::StackEntry entry;
    for (size_t i = 0; i < kMostEntries && stack.next(entry); ++i) {
      if (entry.kind != rt::StackEntry::kFrame)
        continue;
      const Function &function =
          function_of(view_.frames[entry.value].function);
      if (charge.functions.empty() && function.library != nullptr) {
        charge.library = function.library;
        charge.parses |= function.parses;
      } else {
        charge.functions.push_back(function.id);
        if (function.is_parser)
          charge.parsers.insert(function.id);
      }
      if (!charge.is_known || charge.functions.size() == 1)
        charge.frame = entry.value;
      charge.is_known = true;
    }
    return charge;
  }

  const Function &function_of(uint32_t offset) {
    auto [found, is_new] = functions_.try_emplace(offset);
    if (is_new) {
      const Called &called = names_.of(offset);
      found->second = {id_of(called.full()), library_of(called.full()),
                       is_parser(called.function),
                       is_own_parser(called.full())};
    }
    return found->second;
  }

  uint32_t id_of(const std::string &function) {
    auto next = static_cast<uint32_t>(evidence_.functions.size());
    auto [found, is_new] = ids_.try_emplace(function, next);
    if (is_new)
      evidence_.functions.push_back(function);
    return found->second;
  }

  const Traits &traits_of(uint32_t site) {
    auto found = traits_.find(site);
    if (found == traits_.end())
      found =
          traits_.emplace(site, hints::traits_of(ledger_, site, names_)).first;
    return found->second;
  }

  Amounts amounts_of(uint32_t context) const {
    return {rt::amount_of(view_, context, rt::SortKey::kTotal),
            rt::amount_of(view_, context, rt::SortKey::kCurrent),
            rt::amount_of(view_, context, rt::SortKey::kPeak)};
  }

  Line &line_of(const Charge &charge) {
    const memtrace_ledger_frame &frame = view_.frames[charge.frame];
    rt::Place place = rt::place_of(view_, frame);
    uint32_t function = !charge.functions.empty()
                            ? charge.functions[0]
                            : function_of(frame.function).id;
    auto key =
        std::make_tuple(std::string_view(place.file), place.line, function);
    auto [found, is_new] = index_.try_emplace(key, evidence_.lines.size());
    if (is_new) {
      evidence_.lines.emplace_back();
      evidence_.lines.back().place = place;
      evidence_.lines.back().function = function;
    }
    return evidence_.lines[found->second];
  }

  static void note_functions(Line &line, const Charge &charge) {
    line.callers.insert(line.function);
    line.near.insert(line.function);
    if (charge.functions.size() > 1 && line.near.size() < kMostCallers)
      line.near.insert(charge.functions[1]);
    for (uint32_t function : charge.functions)
      if (line.callers.size() < kMostCallers)
        line.callers.insert(function);
  }

  void note_reading(const Line &line, const Traits &traits,
                    const Amounts &amounts) {
    bool is_nameless = traits.is_plain && traits.type.empty();
    if (traits.opens_file || (is_nameless && is_file(amounts.allocated)))
      evidence_.opens_files.insert(line.function);
    if (traits.reads_stream)
      evidence_.reads_streams.insert(line.function);
    if (traits.reads_line)
      evidence_.reads_lines.insert(line.function);
  }

  Part &part_of(Line &line, uint32_t site, const Traits &traits) {
    size_t at = static_cast<size_t>(&line - evidence_.lines.data());
    auto [found, is_new] =
        parts_.try_emplace(std::make_pair(at, site), line.parts.size());
    if (is_new)
      line.parts.push_back({site, traits, Amounts()});
    return line.parts[found->second];
  }

  const Ledger &ledger_;
  const rt::LedgerView view_;
  CalledNames names_;
  Evidence evidence_;
  std::unordered_map<std::string, uint32_t> ids_;
  std::unordered_map<uint32_t, Function> functions_; // by name's offset
  std::unordered_map<uint32_t, Traits> traits_;      // by site
  std::map<std::tuple<std::string_view, uint32_t, uint32_t>, size_t> index_;
  std::map<std::pair<size_t, uint32_t>, size_t> parts_;
};

} // namespace

bool Evidence::is_freed(const Line &line) const {
  auto left = static_cast<double>(line.amounts.current.bytes);
  auto all = static_cast<double>(line.amounts.allocated.bytes);
  return has_ended && left <= (1 - kFreed) * all;
}

bool Evidence::is_in(const Line &line, const std::set<uint32_t> &functions) {
  return std::any_of(
      line.callers.begin(), line.callers.end(),
      [&](uint32_t caller) { return functions.count(caller) != 0; });
}

Evidence evidence_of(const Ledger &ledger, const ReadableNames &names) {
  return Builder(ledger, names).run();
}

} // namespace memtrace::driver::hints
