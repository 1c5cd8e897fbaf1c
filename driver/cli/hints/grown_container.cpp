// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// grown_container.cpp: a container that grew element by element, and was freed
// when it had served.
#include "hints/hint.h"
#include "hints/limits.h"
#include "hints/words.h"

namespace memtrace::driver::hints {
namespace {

struct Grown {
  const Part *part = nullptr;
  Amounts amounts;
  Growth growth;
  bool is_likely = false;
};

bool is_sequence(const Part &part) {
  return part.traits.is_list() || part.traits.container == Container::kString;
}

// Its elements came one by one, and all stayed: they have no storage to
// outgrow.
bool is_full_chain(const Amounts &amounts) {
  return amounts.blocks() >= kManyBlocks &&
         amounts.blocks() >=
             kKept * static_cast<double>(amounts.allocated.blocks);
}

bool is_chain(const Part &part) {
  return part.traits.container == Container::kDeque ||
         part.traits.container == Container::kList;
}

bool is_grown(const Part &part) {
  Growth growth = growth_of(part.amounts);
  bool is_c = part.traits.is_plain && growth.is_single &&
              part.amounts.blocks() <= kFewBlocks;
  return growth.is_clear && !is_chain(part) && (is_sequence(part) || is_c);
}

Grown grown(const Line &line) {
  if (const Part *part = line.find(is_grown))
    return {part, part->amounts, growth_of(part->amounts), is_sequence(*part)};
  // What is inlined may be counted in several parts.
  auto is_list = [](const Part &part) {
    return part.traits.is_list() && !is_chain(part);
  };
  Amounts sum = line.sum(is_list);
  if (growth_of(sum).is_clear)
    return {line.find(is_list), sum, growth_of(sum), true};
  auto is_full = [](const Part &part) {
    return is_chain(part) && is_full_chain(part.amounts);
  };
  if (const Part *part = line.find(is_full))
    return {part, part->amounts, Growth(), false};
  return Grown();
}

std::string evidence_of_growth(const Grown &grown) {
  if (!grown.growth.is_clear)
    return "all its " + count_text(grown.amounts.blocks(), "block", "blocks") +
           " stayed until the peak";
  return "it had outgrown its storage " +
         count_text(grown.growth.outgrown_blocks, "time", "times") +
         " and left " + size_text(grown.growth.outgrown_bytes) +
         " of smaller blocks behind";
}

std::string fix_of(const Grown &grown) {
  if (grown.part->traits.is_plain)
    return "If the number of elements is known, allocate them once; if each "
           "is used once, use it as soon as it is there.";
  if (!grown.growth.is_clear)
    return "If each element is used once, use it as soon as it is there, or "
           "pop_front() while others are still added.";
  return "If the number of elements is known, call reserve() first. If each is "
         "used once, it needs no container: use it as soon as it is there, or "
         "hand it on from a generator or a view (C++20).";
}

void find(Search &search, const Line &line) {
  if (!search.is_large(line.amounts.bytes()) || !search.evidence.is_freed(line))
    return;
  Grown found = grown(line);
  if (found.part == nullptr)
    return;
  const Traits &traits = found.part->traits;
  std::string what = traits.container != Container::kNone ? traits.text()
                     : traits.type.empty()                ? "block"
                                           : "array of " + traits.type;
  bool has_vowel = what[0] == 'a';
  std::string evidence = std::string(has_vowel ? "An " : "A ") + what + " in " +
                         function_text(search.evidence.function(line)) +
                         " held " + size_text(line.amounts.bytes()) +
                         " at the peak; " + evidence_of_growth(found) +
                         ". It was freed before the end.";
  search.add({"grown-container",
              "a container is grown element by element",
              found.is_likely,
              {&line},
              evidence,
              fix_of(found),
              line.amounts.bytes()});
}

} // namespace

void find_grown_containers(Search &search) {
  for (const Line &line : search.evidence.lines)
    if (search.is_free(line))
      find(search, line);
}

} // namespace memtrace::driver::hints
