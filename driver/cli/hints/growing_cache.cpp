// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// growing_cache.cpp: a map whose entries are never removed.
#include "hints/hint.h"
#include "hints/limits.h"
#include "hints/words.h"

namespace memtrace::driver::hints {
namespace {

bool is_named_cache(const std::string &name) {
  for (const char *word : {"cache", "caches", "cached", "caching", "memo",
                           "memos", "memoize", "memoise", "memoized"})
    if (has_word(name, word))
      return true;
  return false;
}

bool is_kept(const Amounts &entries) {
  return entries.blocks() >= kManyBlocks &&
         entries.blocks() >=
             kKept * static_cast<double>(entries.allocated.blocks);
}

bool is_map(const Part &part) { return part.traits.is_map(); }

// Nodes that the program makes itself, or of which nothing is known.
bool is_node(const Part &part) {
  return part.traits.is_plain && !part.traits.is_bytes();
}

// What the function calls, or does elsewhere, to have what it keeps.
std::vector<const Line *> values_of(const Search &search, const Line &entry,
                                    const Amounts &entries) {
  std::vector<const Line *> lines;
  for (const Line &line : search.evidence.lines)
    if (&line != &entry && search.is_free(line) &&
        line.near.count(entry.function) != 0 &&
        line.amounts.blocks() >= kValues * entries.blocks())
      lines.push_back(&line);
  return lines;
}

void find(Search &search, const Line &line) {
  bool is_named = is_named_cache(search.evidence.function(line));
  const Part *map = line.find(is_map);
  Amounts entries = map != nullptr ? line.sum(is_map) : line.sum(is_node);
  double bytes = line.amounts.bytes();
  if ((map == nullptr && !is_named) || !is_kept(entries) ||
      !search.is_large(bytes) ||
      (!is_named && bytes < kUnnamedCache * search.evidence.peak_bytes))
    return;
  Hint hint;
  hint.id = "growing-cache";
  hint.title = "a cache that only grows";
  hint.is_likely = is_named && map != nullptr;
  hint.lines = values_of(search, line, entries);
  for (const Line *value : hint.lines)
    bytes += value->amounts.bytes();
  hint.lines.insert(hint.lines.begin(), &line);
  auto all = static_cast<double>(entries.allocated.blocks);
  hint.evidence = "Of " + count_text(all, "block", "blocks") + " that " +
                  (map != nullptr ? with_article(map->traits.text())
                                  : std::string("nodes")) +
                  " in " + function_text(search.evidence.function(line)) +
                  " took over the whole run, " +
                  count_text(entries.blocks(), "was", "were") +
                  " still there at the peak: entries come, and none goes.";
  hint.fix =
      std::string(is_named ? "Bound it" : "If it is a cache, bound it") +
      ": keep the entries in a std::list in the order of their use, with the "
      "map pointing into it, and when there are too many, erase() the one used "
      "least recently (LRU)." +
      (is_named ? "" : " If all of it is the result, it has to be there.");
  hint.saves = bytes;
  search.add(hint);
}

} // namespace

void find_growing_caches(Search &search) {
  for (const Line &line : search.evidence.lines)
    if (search.is_free(line))
      find(search, line);
}

} // namespace memtrace::driver::hints
