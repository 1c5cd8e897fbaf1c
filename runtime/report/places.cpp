// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// places.cpp: see places.h.
#include "report/places.h"

#include <string.h>

namespace memtrace::rt {
namespace {

constexpr const char *kUnknown = "<unknown>";

// Bytes of UTF-8 compare as the code points do, which is CPython's order.
int compare(const char *a, const char *b) { return a == b ? 0 : strcmp(a, b); }

} // namespace

const char *string_at(const LedgerView &view, uint32_t offset) {
  return offset < view.header->string_bytes ? view.strings + offset : "";
}

FrameRange frames_of(const LedgerView &view, uint32_t site) {
  if (site == MEMTRACE_UNKNOWN_SITE)
    return {};
  const memtrace_ledger_site &described = view.sites[site];
  uint64_t end = uint64_t{described.first_frame} + described.frame_count;
  if (described.user_frame >= described.frame_count ||
      end > view.header->frame_count)
    return {};
  return {described.first_frame + described.user_frame,
          static_cast<uint32_t>(end)};
}

uint32_t site_of(const LedgerView &view, uint32_t context) {
  uint32_t site = view.contexts[context].site;
  return site != 0 && site < view.site_count ? site : MEMTRACE_UNKNOWN_SITE;
}

Place place_of(const LedgerView &view, const memtrace_ledger_frame &frame) {
  Place place{string_at(view, frame.file), nullptr, frame.line};
  if (*place.file == '\0') {
    place.file = kUnknown;
    place.line = 0;
  }
  const char *function = string_at(view, frame.function);
  if (place.line == 0 && *function != '\0')
    place.function = function;
  return place;
}

Place place_of(const LedgerView &view, uint32_t site) {
  FrameRange frames = frames_of(view, site);
  if (frames.first == frames.end)
    return {kUnknown, nullptr, 0};
  return place_of(view, view.frames[frames.first]);
}

bool is_unknown(const Place &place) {
  return place.file == kUnknown && place.function == nullptr;
}

int compare(const Place &a, const Place &b) {
  if (int order = compare(a.file, b.file))
    return order;
  if (a.line != b.line)
    return a.line < b.line ? -1 : 1;
  return compare(a.function ? a.function : "", b.function ? b.function : "");
}

const char *readable_at(const LedgerView &view, uint32_t offset,
                        const Names &names) {
  const char *name = string_at(view, offset);
  return *name == '\0' || names.readable == nullptr
             ? name
             : names.readable(names.context, name);
}

void put_place(Writer &out, const Place &place, const Names &names) {
  out.foreign(place.file, SIZE_MAX);
  if (const char *function = place.function) {
    if (names.readable != nullptr)
      function = names.readable(names.context, function);
    (out << '(').foreign(function, SIZE_MAX) << ')';
  }
  out << ':' << uint64_t{place.line};
}

} // namespace memtrace::rt
