// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// callers.cpp: see callers.h. Who is outside comes first in the file, so one
// pass in either direction meets all callers of all contexts.
#include "reader/callers.h"

#include <string>
#include <utility>

namespace memtrace::driver {
namespace {

constexpr uint64_t kBytes = sizeof(memtrace_ledger_caller);

} // namespace

// Where a caller of the file is now; 0: nowhere.
uint32_t Callers::find(uint32_t index) const {
  const Packed::Piece *piece =
      index == 0 ? nullptr : packed_.piece_at(index * kBytes);
  if (piece == nullptr)
    return 0;
  auto found = static_cast<uint32_t>(
      1 + (piece->packed + (index * kBytes - piece->begin)) / kBytes);
  return callers_[found].depth != 0 ? found : 0;
}

// The depth is worked out anew: it has to be true of what is there, whatever
// is missing.
void Callers::link(memtrace_ledger_caller &caller, uint32_t index) const {
  bool is_there = index != 0 && caller.depth != 0;
  caller.depth = 0;
  if (!is_there)
    return;
  auto bad = [&](const char *what) {
    return damaged("caller " + std::to_string(index) + " " + what);
  };
  if (caller.site != 0 && caller.site >= header_.site_count)
    throw bad("is of a site that doesn't exist");
  if (caller.outer >= index)
    throw bad("is called by a later one");
  caller.outer = find(caller.outer);
  caller.depth = callers_[caller.outer].depth + 1;
  // Each call that is kept may have a gap outside of it.
  if (caller.depth >= 2 * header_.frames_kept)
    throw bad("has more callers than are kept");
}

void Callers::link() {
  callers_ = packed_.take_records<memtrace_ledger_caller>(1);
  size_t next = 1;
  for (const Packed::Piece &piece : packed_.pieces())
    for (uint64_t at = piece.begin; at < piece.end; at += kBytes)
      link(callers_[next++], static_cast<uint32_t>(at / kBytes));
}

void Callers::drop_all_but(const std::vector<bool> &used,
                           std::vector<memtrace_ledger_context> &contexts) {
  std::vector<uint32_t> places(callers_.size());
  uint32_t next = 1;
  for (size_t i = 1; i < callers_.size(); ++i) {
    if (!used[i])
      continue;
    places[i] = next;
    callers_[i].outer = places[callers_[i].outer];
    callers_[next++] = callers_[i];
  }
  callers_.resize(next);
  for (memtrace_ledger_context &context : contexts)
    context.callers = places[context.callers];
}

std::vector<memtrace_ledger_caller>
Callers::of(std::vector<memtrace_ledger_context> &contexts) {
  link();
  std::vector<bool> used(callers_.size());
  for (memtrace_ledger_context &context : contexts) {
    context.callers = find(context.callers);
    used[context.callers] = true;
  }
  for (size_t i = callers_.size(); i-- > 1;)
    if (used[i])
      used[callers_[i].outer] = true;
  drop_all_but(used, contexts);
  return std::move(callers_);
}

} // namespace memtrace::driver
