// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// live_rows.cpp: see live_rows.h.
#include "live/live_rows.h"

#include <algorithm>
#include <cctype>
#include <unordered_map>
#include <utility>

namespace memtrace::driver {
namespace {

constexpr uint32_t kRoot = UINT32_MAX;
// No screen shows more of a name. Of all rows' names so much is worked out, and
// what goes beyond is left out: one long string may be in a million of rows.
constexpr size_t kLongestName = 2048;
constexpr size_t kAllNames = 128 << 20;

struct ShortText {
  std::string text;
  size_t length = 0; // of all that was written
};

bool take_start(void *to, const char *bytes, size_t size) {
  auto &text = *static_cast<ShortText *>(to);
  text.length += size;
  text.text.append(
      bytes,
      std::min(size, kLongestName - std::min(kLongestName, text.text.size())));
  return true;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return text;
}

// Adds up contexts in a tree of which only what is opened exists.
class Adding {
public:
  Adding(const Ledger &ledger, const rt::Names &names,
         const std::vector<rt::Amount> &growth, const LiveView &view)
      : ledger_(ledger), view_(ledger.view()), growth_(growth), options_(view),
        keys_(view_, names, view.by), frames_(view_, names, By::kFrame) {}

  std::vector<LiveRow> rows() {
    for (uint32_t i = 1; i < view_.context_count; ++i)
      if (rt::has_event(ledger_.counters[i]))
        add(i);
    drop_filtered();
    return sorted();
  }

private:
  void add(uint32_t context);
  void add_to(uint32_t node, uint32_t context);
  uint32_t child(uint32_t parent, uint32_t key);
  std::string name_of(const Keys &keys, uint32_t key);
  void drop_filtered();
  bool is_before(uint32_t a, uint32_t b) const;
  std::vector<LiveRow> sorted();

  const Ledger &ledger_;
  rt::LedgerView view_;
  const std::vector<rt::Amount> &growth_;
  const LiveView &options_;
  Keys keys_;
  Keys frames_;
  std::vector<LiveRow> nodes_;
  std::vector<uint32_t> parents_;
  std::unordered_map<uint64_t, uint32_t> index_; // by parent and key
  size_t names_length_ = 0;
};

std::string Adding::name_of(const Keys &keys, uint32_t key) {
  if (names_length_ >= kAllNames)
    return "(name left out)";
  ShortText name;
  rt::Writer out({take_start, &name});
  keys.put(out, key);
  out.flush();
  names_length_ += name.length;
  return name.text;
}

uint32_t Adding::child(uint32_t parent, uint32_t key) {
  auto [found, is_new] =
      index_.try_emplace(uint64_t{parent} << 32 | key, uint32_t(nodes_.size()));
  if (!is_new)
    return found->second;
  LiveRow row;
  row.text = name_of(parent == kRoot ? keys_ : frames_, key);
  if (parent != kRoot) {
    row.depth = nodes_[parent].depth + 1;
    row.path = nodes_[parent].path + "\n";
  }
  row.path += row.text;
  row.is_open = options_.open.count(row.path) != 0;
  nodes_.push_back(std::move(row));
  parents_.push_back(parent);
  return found->second;
}

void Adding::add_to(uint32_t node, uint32_t context) {
  const memtrace_counter &counter = ledger_.counters[context];
  auto amount = [&](rt::SortKey key) {
    return rt::amount_of(counter, counter.generation, key);
  };
  LiveRow &row = nodes_[node];
  row.current += amount(rt::SortKey::kCurrent);
  row.peak += amount(rt::SortKey::kPeak);
  row.total += amount(rt::SortKey::kTotal);
  if (context < growth_.size())
    row.growth += growth_[context];
}

void Adding::add(uint32_t context) {
  rt::Stack stack(view_, context);
  rt::StackEntry entry;
  bool more = stack.next(entry);
  if (is_of_entries(options_.by) && !more)
    return;
  uint32_t node =
      child(kRoot, is_of_entries(options_.by) ? keys_.of(entry)
                                              : keys_.of_context(context));
  // A row says where by itself, or what is beneath it does.
  bool says_where = options_.by == By::kLine || options_.by == By::kSite ||
                    entry.kind == rt::StackEntry::kUnknown;
  if (says_where)
    more = stack.next(entry);
  for (;; more = stack.next(entry)) {
    add_to(node, context);
    nodes_[node].can_open |= more;
    if (!nodes_[node].is_open || !more)
      return;
    node = child(node, frames_.of(entry));
  }
}

void Adding::drop_filtered() {
  if (options_.filter.empty())
    return;
  bool any_case = options_.filter == lower(options_.filter);
  for (size_t i = 0; i < nodes_.size(); ++i) {
    const std::string &text = nodes_[i].text;
    if (parents_[i] == kRoot &&
        (any_case ? lower(text) : text).find(options_.filter) ==
            std::string::npos)
      nodes_[i].path.clear(); // which no row has
  }
}

bool Adding::is_before(uint32_t a, uint32_t b) const {
  const LiveRow &left = nodes_[a], &right = nodes_[b];
  rt::SortKey key =
      is_by_blocks(options_.sort) ? rt::SortKey::kCount : rt::SortKey::kTotal;
  int order = rt::compare(amount_of(left, options_.sort),
                          amount_of(right, options_.sort), key);
  if (order == 0)
    order = rt::compare(left.current, right.current, key);
  return order != 0 ? order > 0 : left.text < right.text;
}

// Siblings by size, each with what is beneath it. A parent is always made
// before its children, and has a lower index.
std::vector<LiveRow> Adding::sorted() {
  std::vector<std::vector<uint32_t>> beneath(nodes_.size() + 1);
  for (uint32_t i = 0; i < nodes_.size(); ++i)
    if (!nodes_[i].path.empty())
      beneath[parents_[i] == kRoot ? nodes_.size() : parents_[i]].push_back(i);
  for (std::vector<uint32_t> &children : beneath)
    std::sort(children.begin(), children.end(),
              [this](uint32_t a, uint32_t b) { return is_before(b, a); });
  std::vector<LiveRow> rows;
  std::vector<uint32_t> to_do = beneath.back(); // the first one last
  while (!to_do.empty()) {
    uint32_t node = to_do.back();
    to_do.pop_back();
    to_do.insert(to_do.end(), beneath[node].begin(), beneath[node].end());
    rows.push_back(std::move(nodes_[node]));
  }
  return rows;
}

} // namespace

rt::Amount amount_of(const LiveRow &row, LiveSort sort) {
  switch (sort) {
  case LiveSort::kGrowth:
    return row.growth;
  case LiveSort::kPeak:
    return row.peak;
  case LiveSort::kTotal:
  case LiveSort::kCount:
    return row.total;
  case LiveSort::kCurrent:
  case LiveSort::kBlocks:
    break;
  }
  return row.current;
}

bool is_by_blocks(LiveSort sort) {
  return sort == LiveSort::kBlocks || sort == LiveSort::kCount;
}

std::vector<LiveRow> live_rows(const Ledger &ledger, const rt::Names &names,
                               const std::vector<rt::Amount> &growth,
                               const LiveView &view) {
  return Adding(ledger, names, growth, view).rows();
}

} // namespace memtrace::driver
