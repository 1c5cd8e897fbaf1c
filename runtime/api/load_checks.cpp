// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// load_checks.cpp: see load_checks.h.
#include "api/load_checks.h"

#include "report/heap_sort.h"

#include <string.h>

namespace memtrace::rt {
namespace {

constexpr uint64_t kPage = 4096;
constexpr uint32_t kMostFramesKept = 128;
constexpr uint16_t kLastSection = MEMTRACE_SECTION_INHERITED;

using Extent = memtrace_ledger_extent;

bool is_in_file(const Extent &extent) {
  return !(extent.flags & MEMTRACE_EXTENT_NOT_IN_FILE);
}

bool is_extent_good(const Extent &extent, const memtrace_ledger_header &header,
                    uint64_t file_size) {
  if (extent.section < MEMTRACE_SECTION_STRINGS ||
      extent.section > kLastSection ||
      (extent.section != MEMTRACE_SECTION_COUNTERS && extent.slab != 0) ||
      extent.bytes == 0 ||
      (extent.offset | extent.first | extent.bytes) % kPage != 0 ||
      extent.offset > UINT64_MAX - extent.bytes ||
      extent.first > UINT64_MAX - extent.bytes ||
      extent.offset < header.header_bytes)
    return false;
  return !is_in_file(extent) || extent.offset + extent.bytes <= file_size;
}

bool do_places_overlap(Extent *extents, uint32_t count) {
  heap_sort(extents, count, [](const Extent &a, const Extent &b) {
    return a.offset < b.offset;
  });
  for (uint32_t i = 1; i < count; ++i)
    if (extents[i - 1].offset + extents[i - 1].bytes > extents[i].offset)
      return true;
  return false;
}

uint64_t length_of(uint16_t section, const memtrace_ledger_header &header) {
  switch (section) {
  case MEMTRACE_SECTION_STRINGS:
    return header.string_bytes;
  case MEMTRACE_SECTION_FRAMES:
    return uint64_t{header.frame_count} * sizeof(memtrace_ledger_frame);
  case MEMTRACE_SECTION_SITES:
    return uint64_t{header.site_count} * sizeof(memtrace_ledger_site);
  case MEMTRACE_SECTION_CALLERS: // the first one is never used
    return header.caller_count <= 1
               ? 0
               : uint64_t{header.caller_count} * sizeof(memtrace_ledger_caller);
  case MEMTRACE_SECTION_CONTEXTS:
    return uint64_t{header.context_count} * sizeof(memtrace_ledger_context);
  case MEMTRACE_SECTION_SAMPLES:
    return uint64_t{header.sample_count} * sizeof(memtrace_ledger_sample);
  case MEMTRACE_SECTION_LIVE:
    return uint64_t{header.live_count} * sizeof(memtrace_ledger_live);
  case MEMTRACE_SECTION_INHERITED:
    return uint64_t{header.inherited_count} * sizeof(memtrace_ledger_live);
  default:
    return 0; // counters may be missing
  }
}

// Sections don't overlap in themselves, and have no gap before their end.
bool are_sections_good(Extent *extents, const memtrace_ledger_header &header) {
  uint32_t count = header.extent_count;
  heap_sort(extents, count, [](const Extent &a, const Extent &b) {
    if (a.section != b.section)
      return a.section < b.section;
    return a.slab != b.slab ? a.slab < b.slab : a.first < b.first;
  });
  uint64_t covered[kLastSection + 1] = {};
  for (uint32_t i = 0; i < count; ++i) {
    const Extent &extent = extents[i];
    if (i > 0) {
      const Extent &before = extents[i - 1];
      if (before.section == extent.section && before.slab == extent.slab &&
          before.first + before.bytes > extent.first)
        return false;
    }
    if (covered[extent.section] == extent.first)
      covered[extent.section] += extent.bytes;
  }
  if (header.file_incomplete)
    return true;
  for (uint16_t section = MEMTRACE_SECTION_STRINGS; section <= kLastSection;
       ++section)
    if (covered[section] < length_of(section, header))
      return false;
  return true;
}

class RecordChecks {
public:
  RecordChecks(const memtrace_ledger_header &header, const Records &records)
      : header_(header), records_(records) {}

  bool all() const {
    return are_strings_good() && are_frames_good() && are_sites_good() &&
           are_callers_good() && are_contexts_good();
  }

private:
  bool is_string(uint32_t offset) const {
    return offset == 0 || offset < header_.string_bytes;
  }

  bool are_strings_good() const {
    uint64_t bytes = header_.string_bytes;
    return (bytes == 0 || (records_.strings[0] == '\0' &&
                           records_.strings[bytes - 1] == '\0')) &&
           is_string(header_.program) && is_string(header_.command_line);
  }

  bool are_frames_good() const {
    for (uint32_t i = 0; i < header_.frame_count; ++i)
      if (!is_string(records_.frames[i].function) ||
          !is_string(records_.frames[i].file))
        return false;
    return true;
  }

  bool are_sites_good() const {
    uint64_t frames = 0; // which no two sites share
    for (uint32_t i = 0; i < header_.site_count; ++i) {
      const memtrace_ledger_site &site = records_.sites[i];
      frames += site.frame_count;
      if (uint64_t{site.first_frame} + site.frame_count > header_.frame_count ||
          (site.frame_count != 0 && site.user_frame >= site.frame_count) ||
          !is_string(site.type) || !is_string(site.callee) ||
          !is_string(site.module) || frames > header_.frame_count)
        return false;
    }
    return true;
  }

  bool are_callers_good() const {
    memtrace_ledger_caller *callers = records_.callers;
    for (uint32_t i = 0; i < header_.caller_count; ++i) {
      memtrace_ledger_caller &caller = callers[i];
      bool is_there = i != 0 && caller.depth != 0;
      caller.depth = 0;
      if (!is_there)
        continue;
      if ((caller.site != 0 && caller.site >= header_.site_count) ||
          caller.outer >= i)
        return false;
      if (callers[caller.outer].depth == 0)
        caller.outer = 0;
      caller.depth = (caller.outer ? callers[caller.outer].depth : 0) + 1;
      // Each call that is kept may have a gap outside of it.
      if (caller.depth >= 2 * header_.frames_kept)
        return false;
    }
    return true;
  }

  bool are_contexts_good() const {
    for (uint32_t i = 0; i < header_.context_count; ++i) {
      memtrace_ledger_context &context = records_.contexts[i];
      if ((context.site != 0 && context.site >= header_.site_count) ||
          (context.callers != 0 && context.callers >= header_.caller_count) ||
          (i == MEMTRACE_UNKNOWN_CONTEXT &&
           context.site > MEMTRACE_UNKNOWN_SITE))
        return false;
      if (context.callers != 0 && records_.callers[context.callers].depth == 0)
        context.callers = 0;
    }
    return true;
  }

  const memtrace_ledger_header &header_;
  const Records &records_;
};

} // namespace

bool is_header_good(const memtrace_ledger_header &header, uint64_t file_size) {
  uint64_t table = sizeof header + uint64_t{header.extent_capacity} *
                                       sizeof(memtrace_ledger_extent);
  return memcmp(header.magic, MEMTRACE_LEDGER_MAGIC, sizeof header.magic) ==
             0 &&
         header.version == MEMTRACE_LEDGER_VERSION &&
         header.extent_count <= header.extent_capacity &&
         header.header_bytes >= table && file_size >= header.header_bytes &&
         header.site_count <= MEMTRACE_LEDGER_MAX_IDS &&
         header.context_count <= MEMTRACE_LEDGER_MAX_IDS &&
         header.inherited_count <= header.context_count &&
         header.first_context != 0 && header.frames_kept != 0 &&
         header.frames_kept <= kMostFramesKept;
}

bool are_extents_good(memtrace_ledger_header &header, Extent *extents,
                      uint64_t file_size) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < header.extent_count; ++i) {
    // All or most of an entry is zero where the table did not fit on its disk.
    if (header.file_incomplete && extents[i].section == 0)
      continue;
    if (!is_extent_good(extents[i], header, file_size))
      return false;
    extents[kept++] = extents[i];
  }
  header.extent_count = kept;
  return !do_places_overlap(extents, kept) &&
         are_sections_good(extents, header);
}

bool are_records_good(const memtrace_ledger_header &header,
                      const Records &records) {
  return RecordChecks(header, records).all();
}

void forget_missing(const memtrace_ledger_header &header,
                    const Records &records) {
  auto limit = [](uint32_t &value, uint64_t count) {
    if (value >= count)
      value = 0;
  };
  for (uint32_t i = 0; i < header.frame_count; ++i) {
    limit(records.frames[i].function, header.string_bytes);
    limit(records.frames[i].file, header.string_bytes);
  }
  for (uint32_t i = 0; i < header.site_count; ++i) {
    memtrace_ledger_site &site = records.sites[i];
    limit(site.type, header.string_bytes);
    limit(site.callee, header.string_bytes);
    limit(site.module, header.string_bytes);
    if (uint64_t{site.first_frame} + site.frame_count > header.frame_count)
      site.first_frame = site.frame_count = site.user_frame = 0;
  }
  for (uint32_t i = 0; i < header.caller_count; ++i)
    limit(records.callers[i].site, header.site_count);
  for (uint32_t i = 0; i < header.context_count; ++i) {
    limit(records.contexts[i].site, header.site_count);
    limit(records.contexts[i].callers, header.caller_count);
  }
}

} // namespace memtrace::rt
