// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// combine.cpp: see combine.h. What a ledger needs here is bounded by what it
// has itself: where sites of a damaged one share frames, they go on to.
#include "model/combine.h"

#include "hash.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace memtrace::driver {
namespace {

uint64_t pair_of(uint32_t a, uint32_t b) { return uint64_t{a} << 32 | b; }

auto content_of(const memtrace_ledger_frame &frame) {
  return std::tie(frame.function, frame.file, frame.line, frame.column);
}

auto content_of(const memtrace_ledger_site &site) {
  return std::tie(site.frame_count, site.user_frame, site.type, site.callee,
                  site.flags, site.domain, site.module);
}

} // namespace

Combining::Combining() {
  all_.sites.resize(MEMTRACE_UNKNOWN_SITE + 1);
  all_.callers.resize(1);
  all_.contexts = {{}, {MEMTRACE_UNKNOWN_SITE, 0}};
  contexts_.emplace(pair_of(MEMTRACE_UNKNOWN_SITE, 0),
                    MEMTRACE_UNKNOWN_CONTEXT);
  all_.header->frames_kept = 1;
}

void Combining::add_strings(const Ledger &ledger) {
  std::vector<uint32_t> offsets = {ledger.header->program,
                                   ledger.header->command_line};
  for (const memtrace_ledger_frame &frame : ledger.frames)
    offsets.insert(offsets.end(), {frame.function, frame.file});
  for (const memtrace_ledger_site &site : ledger.sites)
    offsets.insert(offsets.end(), {site.type, site.callee, site.module});
  places_ = strings_.enter(ledger.strings, std::move(offsets));
}

// Its frames are those of the ledger from `first_frame` on.
memtrace_ledger_site Combining::moved(const memtrace_ledger_site &site,
                                      size_t first_frame) const {
  memtrace_ledger_site result = site;
  result.first_frame = static_cast<uint32_t>(first_frame + site.first_frame);
  result.type = places_.of(site.type);
  result.callee = places_.of(site.callee);
  result.module = places_.of(site.module);
  return result;
}

uint64_t Combining::hash_of(const memtrace_ledger_site &site) const {
  uint64_t hash = std::apply(
      [](auto... value) {
        uint64_t result = 0;
        ((result = mix(result, value)), ...);
        return result;
      },
      content_of(site));
  for (uint32_t i = 0; i < site.frame_count; ++i) {
    const memtrace_ledger_frame &frame = all_.frames[site.first_frame + i];
    hash = mix(hash, pair_of(frame.function, frame.file));
    hash = mix(hash, pair_of(frame.line, frame.column));
  }
  return hash;
}

bool Combining::are_equal(const memtrace_ledger_site &a,
                          const memtrace_ledger_site &b) const {
  if (content_of(a) != content_of(b))
    return false;
  for (uint32_t i = 0; i < a.frame_count; ++i)
    if (content_of(all_.frames[a.first_frame + i]) !=
        content_of(all_.frames[b.first_frame + i]))
      return false;
  return true;
}

// 0: there is none.
uint32_t Combining::find(uint64_t hash,
                         const memtrace_ledger_site &site) const {
  auto [begin, end] = site_by_hash_.equal_range(hash);
  for (auto i = begin; i != end; ++i)
    if (are_equal(all_.sites[i->second], site))
      return i->second;
  return 0;
}

std::vector<uint32_t> Combining::add_sites(const Ledger &ledger) {
  size_t first_frame = all_.frames.size();
  size_t first_site = all_.sites.size();
  if (first_frame + ledger.frames.size() > UINT32_MAX)
    throw std::length_error("the ledgers have more frames than fit into one");
  for (memtrace_ledger_frame frame : ledger.frames) {
    frame.function = places_.of(frame.function);
    frame.file = places_.of(frame.file);
    all_.frames.push_back(frame);
  }
  std::vector<uint32_t> indices = {0, MEMTRACE_UNKNOWN_SITE};
  for (size_t i = indices.size(); i < ledger.sites.size(); ++i) {
    memtrace_ledger_site site = moved(ledger.sites[i], first_frame);
    uint64_t hash = hash_of(site);
    uint32_t index = find(hash, site);
    if (index == 0) {
      index = static_cast<uint32_t>(all_.sites.size());
      all_.sites.push_back(site);
      site_by_hash_.emplace(hash, index);
    }
    indices.push_back(index);
  }
  drop_unused_frames(first_frame, first_site);
  return indices;
}

// Of those from `first_frame` on, which sites from `first_site` on have.
void Combining::drop_unused_frames(size_t first_frame, size_t first_site) {
  std::vector<memtrace_ledger_frame> &frames = all_.frames;
  std::vector<int64_t> uses(frames.size() - first_frame + 1); // the change
  for (size_t i = first_site; i < all_.sites.size(); ++i) {
    size_t first = all_.sites[i].first_frame - first_frame;
    ++uses[first];
    --uses[first + all_.sites[i].frame_count];
  }
  std::vector<uint32_t> places(uses.size());
  size_t next = first_frame;
  int64_t used = 0;
  for (size_t i = 0; i < uses.size(); ++i) {
    places[i] = static_cast<uint32_t>(next);
    used += uses[i];
    if (used > 0)
      frames[next++] = frames[first_frame + i];
  }
  frames.resize(next);
  for (size_t i = first_site; i < all_.sites.size(); ++i) {
    uint32_t &first = all_.sites[i].first_frame;
    first = all_.sites[i].frame_count == 0 ? 0 : places[first - first_frame];
  }
}

// Who is outside comes first.
std::vector<uint32_t>
Combining::add_callers(const Ledger &ledger,
                       const std::vector<uint32_t> &sites) {
  std::vector<uint32_t> indices = {0};
  for (size_t i = indices.size(); i < ledger.callers.size(); ++i) {
    memtrace_ledger_caller caller = ledger.callers[i];
    caller.site = sites[caller.site];
    caller.outer = indices[caller.outer];
    caller.depth = all_.callers[caller.outer].depth + 1;
    auto [found, is_new] =
        callers_.try_emplace(pair_of(caller.site, caller.outer),
                             static_cast<uint32_t>(all_.callers.size()));
    if (is_new)
      all_.callers.push_back(caller);
    indices.push_back(found->second);
  }
  return indices;
}

std::vector<uint32_t> Combining::add(const Ledger &ledger) {
  add_strings(ledger);
  std::vector<uint32_t> sites = add_sites(ledger);
  std::vector<uint32_t> callers = add_callers(ledger, sites);
  std::vector<uint32_t> indices = {0};
  for (size_t i = indices.size(); i < ledger.contexts.size(); ++i) {
    memtrace_ledger_context context = {sites[ledger.contexts[i].site],
                                       callers[ledger.contexts[i].callers]};
    auto [found, is_new] =
        contexts_.try_emplace(pair_of(context.site, context.callers),
                              static_cast<uint32_t>(all_.contexts.size()));
    if (is_new)
      all_.contexts.push_back(context);
    indices.push_back(found->second);
  }
  uint32_t &kept = all_.header->frames_kept;
  kept = std::max(kept, ledger.header->frames_kept);
  check_counts();
  return indices;
}

void Combining::check_counts() const {
  if (all_.sites.size() > MEMTRACE_LEDGER_MAX_IDS ||
      all_.contexts.size() > MEMTRACE_LEDGER_MAX_IDS)
    throw std::length_error("the ledgers have more sites or contexts than fit "
                            "into one");
}

void Combining::update_header() {
  memtrace_ledger_header &header = *all_.header;
  header.string_bytes = all_.strings.size();
  header.frame_count = static_cast<uint32_t>(all_.frames.size());
  header.site_count = static_cast<uint32_t>(all_.sites.size());
  header.caller_count = static_cast<uint32_t>(all_.callers.size());
  header.context_count = static_cast<uint32_t>(all_.contexts.size());
}

Ledger Combining::take() {
  all_.strings = std::move(strings_.bytes());
  for (uint32_t i = 0; i < all_.sites.size(); ++i)
    all_.site_ids.push_back(i);
  for (uint32_t i = 0; i < all_.contexts.size(); ++i)
    all_.ids.push_back(i);
  update_header();
  return std::move(all_);
}

} // namespace memtrace::driver
