// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// chain_text.cpp: see chain_text.h. A caller's number is made from that of the
// next one out, which has a lower index, so one pass over the callers does.
#include "report/chain_text.h"

#include "report/stack.h"

namespace memtrace::rt {
namespace {

constexpr uint64_t kPower = 0x9e3779b97f4a7c13; // any that is 3 modulo 8

uint64_t mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * 0xbf58476d1ce4e5b9;
  return hash ^ hash >> 31;
}

uint64_t mix(uint64_t hash, const char *text) {
  for (; *text != '\0'; ++text)
    hash = (hash ^ static_cast<unsigned char>(*text)) * 0x100000001b3;
  return mix(hash, uint64_t{0x100}); // ends where it does
}

LinesHash line(StackEntry::Kind kind, uint64_t hash) {
  return {mix(mix(hash, uint64_t{kind} + 1), uint64_t{0}), kPower};
}

LinesHash hash_of_site(const LedgerView &view, uint32_t site,
                       const Names &names) {
  FrameRange frames = frames_of(view, site);
  if (frames.first == frames.end)
    return line(StackEntry::kUnknown, 0);
  LinesHash lines;
  for (uint32_t i = frames.first; i < frames.end; ++i) {
    const memtrace_ledger_frame &frame = view.frames[i];
    Place place = place_of(view, frame);
    uint64_t hash = mix(mix(0, place.file), uint64_t{place.line});
    hash = mix(hash, readable_at(view, frame.function, names));
    lines = lines.then(line(StackEntry::kFrame, hash));
  }
  return lines;
}

} // namespace

ChainText::ChainText(const LedgerView &view, const Names &names,
                     Scratch scratch)
    : view_(view), names_(names), sites_(scratch), callers_(scratch),
      ok_(sites_.take(view.site_count) &&
          (view.caller_count == 0 || callers_.take(view.caller_count))) {
  if (!ok_)
    return;
  for (uint32_t site = 1; site < view.site_count; ++site)
    sites_[site] = hash_of_site(view, site, names);
  for (uint32_t caller = 1; caller < view.caller_count; ++caller) {
    uint32_t site = caller_site(view, caller);
    Rest rest = after(site, outer_of(view, caller));
    LinesHash own =
        site != 0 ? sites_[site] : line(StackEntry::kGap, uint64_t{0});
    callers_[caller] = {own.then(rest.lines), rest.is_whole};
  }
}

// What follows the site's own frames.
ChainText::Rest ChainText::after(uint32_t site, uint32_t callers) const {
  if (callers == 0)
    return {LinesHash(), is_start(view_, site)};
  const Rest &rest = callers_[callers];
  uint32_t call = caller_site(view_, callers);
  if (!is_through(view_, call, site))
    return rest;
  const char *callee = readable_at(view_, view_.sites[call].callee, names_);
  return {line(StackEntry::kThrough, mix(0, callee)).then(rest.lines),
          rest.is_whole};
}

uint64_t ChainText::of(uint32_t context) const {
  uint32_t site = site_of(view_, context);
  Rest rest = after(site, callers_of(view_, context));
  LinesHash end;
  if (!rest.is_whole && is_full(view_, context))
    end = line(StackEntry::kMore, 0);
  return sites_[site].then(rest.lines).then(end).hash;
}

} // namespace memtrace::rt
