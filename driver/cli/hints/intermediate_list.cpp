// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// intermediate_list.cpp: full lists of one pipeline, live at the same time.
#include "hints/hint.h"
#include "hints/limits.h"
#include "hints/words.h"

#include <map>

namespace memtrace::driver::hints {
namespace {

using Lists = std::vector<const Line *>; // the largest first

// Or an array that grew, of whatever it is.
bool is_list(const Part &part) {
  if (part.traits.is_bytes())
    return false;
  Growth growth = growth_of(part.amounts);
  return part.traits.is_list() ||
         (part.traits.is_plain && growth.is_clear && growth.is_single);
}

// Whole, until nobody needed them any more.
Lists candidates(const Search &search) {
  Lists lists;
  for (const Line &line : search.evidence.lines) {
    bool is_one = search.is_free(line) &&
                  search.is_large(line.sum(is_list).bytes()) &&
                  search.evidence.is_freed(line);
    bool is_similar = lists.empty() || line.amounts.bytes() * kSimilar >=
                                           lists[0]->amounts.bytes();
    if (is_one && is_similar)
      lists.push_back(&line);
  }
  return lists;
}

double bytes_of(const Lists &lists) {
  double bytes = 0;
  for (const Line *line : lists)
    bytes += line->amounts.bytes();
  return bytes;
}

// The function that makes or gets most of them.
Lists of_one_function(const Lists &lists, uint32_t &function) {
  std::map<uint32_t, Lists> by_function;
  for (const Line *line : lists)
    for (uint32_t near : line->near)
      by_function[near].push_back(line);
  const Lists *best = nullptr;
  for (const auto &[id, its] : by_function)
    if (its.size() >= 2 && (!best || bytes_of(its) > bytes_of(*best))) {
      best = &its;
      function = id;
    }
  return best != nullptr ? *best : Lists();
}

std::string type_of(const Line &line) {
  const Traits &traits = line.find(is_list)->traits;
  return traits.is_list()      ? traits.text()
         : traits.type.empty() ? "a container"
                               : "an array of " + traits.type;
}

std::string types_of(const Lists &lists) {
  std::string text;
  for (size_t i = 0; i < lists.size() && i < 4; ++i)
    text += (i == 0 ? "" : ", ") + type_of(*lists[i]) + " of " +
            size_text(lists[i]->amounts.bytes());
  return lists.size() > 4 ? text + ", ..." : text;
}

bool add(Search &search, const Lists &lists, const std::string &where,
         bool is_likely) {
  double bytes = bytes_of(lists);
  if (lists.size() < 2 || bytes < kListsTogether * search.evidence.peak_bytes)
    return false;
  Hint hint;
  hint.id = "intermediate-list";
  hint.title = "intermediate lists are live together";
  hint.is_likely = is_likely;
  hint.lines = lists;
  hint.evidence =
      count_text(static_cast<double>(lists.size()), "list", "lists") + where +
      " were live together at the peak (" + types_of(lists) +
      "), and freed before the end.";
  hint.fix = "Let each element go through all steps before the next one is "
             "made: views (std::views::transform, std::views::filter; C++20), "
             "a generator, or one loop in the place of several. A list that "
             "has to be there can be freed as soon as the next one is full.";
  hint.saves = bytes;
  search.add(hint);
  return true;
}

} // namespace

void find_intermediate_lists(Search &search) {
  Lists lists = candidates(search);
  uint32_t function = 0;
  Lists together = of_one_function(lists, function);
  if (!together.empty() &&
      add(search, together,
          " of " + function_text(search.evidence.functions[function]),
          together.size() >= 3))
    return;
  // Callers would say more.
  if (lists.size() >= 3 && !search.evidence.has_callers)
    add(search, lists, " of several functions", false);
}

} // namespace memtrace::driver::hints
