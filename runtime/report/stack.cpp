// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// stack.cpp: see stack.h.
#include "report/stack.h"

#include <string.h>

#include "memtrace/abi.h"
#include "report/callee.h"

namespace memtrace::rt {
namespace {

// A string: the one that is really there at run time, whatever is inlined in
// it; 0: not known.
uint32_t physical_function(const LedgerView &view, uint32_t site) {
  FrameRange frames = frames_of(view, site);
  return frames.first == frames.end ? 0 : view.frames[frames.end - 1].function;
}

void put_frame(Writer &out, const LedgerView &view, uint32_t index,
               const Names &names) {
  const memtrace_ledger_frame &frame = view.frames[index];
  Place place = place_of(view, frame);
  out.foreign(place.file, SIZE_MAX);
  if (place.line != 0)
    out << ':' << uint64_t{place.line};
  const char *function = readable_at(view, frame.function, names);
  if (*function != '\0')
    (out << " (").foreign(function, SIZE_MAX) << ')';
}

} // namespace

uint32_t caller_site(const LedgerView &view, uint32_t caller) {
  uint32_t site = view.callers[caller].site;
  return site < view.site_count ? site : 0;
}

uint32_t outer_of(const LedgerView &view, uint32_t caller) {
  uint32_t outer = view.callers[caller].outer;
  return outer < caller ? outer : 0;
}

uint32_t callers_of(const LedgerView &view, uint32_t context) {
  uint32_t caller = view.contexts[context].callers;
  return caller < view.caller_count ? caller : 0;
}

bool is_through(const LedgerView &view, uint32_t call, uint32_t inner) {
  if (call == 0 || inner == 0)
    return false;
  uint32_t called = view.sites[call].callee;
  uint32_t physical = physical_function(view, inner);
  if (called == physical) // mostly, since a string is in a ledger once
    return false;
  const char *callee = string_at(view, called);
  const char *function = string_at(view, physical);
  return *callee != '\0' && *function != '\0' &&
         !is_same_function(callee, function);
}

bool is_start(const LedgerView &view, uint32_t site) {
  return site != 0 &&
         strcmp(string_at(view, physical_function(view, site)), "main") == 0;
}

bool is_full(const LedgerView &view, uint32_t context) {
  uint32_t caller = callers_of(view, context);
  uint32_t kept = view.header->frames_kept;
  return kept > 1 && caller != 0 && view.callers[caller].depth >= kept - 1;
}

Stack::Stack(const LedgerView &view, uint32_t context)
    : view_(view), caller_(callers_of(view, context)),
      is_full_(is_full(view, context)) {
  enter(site_of(view, context));
}

void Stack::enter(uint32_t site) {
  site_ = site;
  frames_ = frames_of(view_, site);
  frameless_ = frames_.first == frames_.end;
}

bool Stack::next(StackEntry &entry) {
  if (is_at_end_)
    return false;
  if (count_++ < kMostEntries)
    return next_frame(entry) || next_caller(entry) || end(entry);
  is_at_end_ = true;
  entry = {StackEntry::kCut, 0};
  return true;
}

bool Stack::next_frame(StackEntry &entry) {
  if (frames_.first < frames_.end)
    entry = {StackEntry::kFrame, frames_.first++};
  else if (frameless_)
    entry = {StackEntry::kUnknown, 0};
  else
    return false;
  frameless_ = false;
  return true;
}

bool Stack::next_caller(StackEntry &entry) {
  if (caller_ == 0)
    return false;
  uint32_t site = caller_site(view_, caller_);
  if (!is_marked_ && is_through(view_, site, site_)) {
    is_marked_ = true;
    entry = {StackEntry::kThrough, view_.sites[site].callee};
    return true;
  }
  is_marked_ = false;
  caller_ = outer_of(view_, caller_);
  if (site != 0) {
    enter(site);
    return next_frame(entry);
  }
  site_ = 0;
  entry = {StackEntry::kGap, 0};
  return true;
}

bool Stack::end(StackEntry &entry) {
  is_at_end_ = true;
  entry = {StackEntry::kMore, 0};
  return is_full_ && !is_start(view_, site_);
}

void put_entry(Writer &out, const LedgerView &view, const StackEntry &entry,
               const Names &names) {
  switch (entry.kind) {
  case StackEntry::kFrame:
    return put_frame(out, view, entry.value, names);
  case StackEntry::kUnknown:
    out << "<unknown>";
    return;
  case StackEntry::kThrough:
    (out << "through ")
        .foreign(readable_at(view, entry.value, names), SIZE_MAX);
    return;
  case StackEntry::kGap:
    out << "[callers are missing]";
    return;
  case StackEntry::kMore:
    out << "...";
    return;
  case StackEntry::kCut:
    out << "[more callers are left out]";
    return;
  }
}

} // namespace memtrace::rt
