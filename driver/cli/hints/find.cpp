// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// find.cpp: asks all detectors. Those that know most of a line come first.
#include "hints/hint.h"
#include "hints/limits.h"

#include <algorithm>

namespace memtrace::driver::hints {

void Search::add(Hint hint) {
  taken.insert(hint.lines.begin(), hint.lines.end());
  // What hardly matters is not shown.
  auto is_small = [&](const Line *line) {
    return line->amounts.bytes() < kLeastRow * hint.saves;
  };
  hint.lines.erase(
      std::remove_if(hint.lines.begin() + 1, hint.lines.end(), is_small),
      hint.lines.end());
  hints.push_back(std::move(hint));
}

std::vector<Hint> find_hints(const Evidence &evidence, double min_share) {
  double share = evidence.peak_bytes * min_share / 100;
  Search search{evidence, std::max(kLeastBytes, share), {}, {}};
  find_whole_files(search);
  find_whole_documents(search);
  find_growing_caches(search);
  find_intermediate_lists(search);
  find_grown_containers(search);
  // No line is in two of them.
  std::sort(search.hints.begin(), search.hints.end(),
            [](const Hint &a, const Hint &b) {
              return a.saves != b.saves ? a.saves > b.saves
                                        : a.lines[0] < b.lines[0];
            });
  return std::move(search.hints);
}

} // namespace memtrace::driver::hints
