// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// extents.cpp: the checks of the extent table; see header.h.
#include "reader/header.h"

#include <algorithm>
#include <string>
#include <tuple>

namespace memtrace::driver {
namespace {

constexpr uint64_t kUnit = 4096;
constexpr uint16_t kLastSection = MEMTRACE_SECTION_INHERITED;
constexpr size_t kSections = kLastSection + 1;

std::string number(size_t index) { return std::to_string(index); }

void check_extent(const Extent &extent, size_t index) {
  auto bad = [&](const char *what) {
    return damaged("extent " + number(index) + " " + what);
  };
  if (extent.section < MEMTRACE_SECTION_STRINGS ||
      extent.section > kLastSection)
    throw bad("is of no section");
  if (extent.section != MEMTRACE_SECTION_COUNTERS && extent.slab != 0)
    throw bad("is of a slab but not of counters");
  if (extent.bytes == 0)
    throw bad("is empty");
  if ((extent.offset | extent.first | extent.bytes) % kUnit != 0)
    throw bad("does not begin and end with a page");
  if (extent.offset + extent.bytes < extent.offset ||
      extent.first + extent.bytes < extent.first)
    throw bad("is longer than any file");
}

// All or most of an entry is zero where the table did not fit on its disk.
bool is_lost(const Extent &extent) { return extent.section == 0; }

// In pieces, so that the number of extents alone takes no memory. What an
// incomplete file lost of the table counts as not in the file.
std::vector<Extent> read_table(Source &source, uint32_t count,
                               bool incomplete) {
  constexpr size_t kPiece = 2048;
  std::vector<Extent> extents;
  for (size_t done = 0; done < count;) {
    std::vector<Extent> piece(std::min(kPiece, count - done));
    read_exactly(source, sizeof(memtrace_ledger_header) + done * sizeof(Extent),
                 piece.data(), piece.size() * sizeof(Extent));
    for (const Extent &extent : piece) {
      size_t index = done++;
      if (incomplete && is_lost(extent))
        continue;
      check_extent(extent, index);
      extents.push_back(extent);
    }
  }
  return extents;
}

void check_file(const std::vector<Extent> &extents, uint64_t size) {
  uint64_t wanted = 0;
  for (const Extent &extent : extents)
    if (is_in_file(extent))
      wanted = std::max(wanted, extent.offset + extent.bytes);
  if (wanted > size)
    throw damaged("it is cut off, only " + std::to_string(size) + " of " +
                  std::to_string(wanted) + " bytes are there");
}

// Indices of extents in the order of a key.
template <typename Key>
std::vector<size_t> sorted(const std::vector<Extent> &extents, Key key) {
  std::vector<size_t> order(extents.size());
  for (size_t i = 0; i < order.size(); ++i)
    order[i] = i;
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return key(extents[a]) < key(extents[b]);
  });
  return order;
}

BadLedger overlap(size_t a, size_t b) {
  return damaged("extents " + number(std::min(a, b)) + " and " +
                 number(std::max(a, b)) + " overlap");
}

void check_places(const std::vector<Extent> &extents, uint64_t header_bytes) {
  auto order = sorted(extents, [](const Extent &e) { return e.offset; });
  for (size_t i = 0; i < order.size(); ++i) {
    const Extent &extent = extents[order[i]];
    if (extent.offset < header_bytes)
      throw damaged("extent " + number(order[i]) + " overlaps the header");
    if (i > 0) {
      const Extent &before = extents[order[i - 1]];
      if (before.offset + before.bytes > extent.offset)
        throw overlap(order[i - 1], order[i]);
    }
  }
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

const char *name_of(uint16_t section) {
  constexpr const char *kNames[] = {
      "",         "strings",  "frames",  "sites",        "callers",
      "contexts", "counters", "samples", "live records", "inherited records"};
  return kNames[section];
}

void check_lengths(const uint64_t (&covered)[kSections],
                   const memtrace_ledger_header &header) {
  for (uint16_t section = MEMTRACE_SECTION_STRINGS; section <= kLastSection;
       ++section)
    if (covered[section] < length_of(section, header))
      throw damaged(std::string("it has ") + std::to_string(covered[section]) +
                    " of " + std::to_string(length_of(section, header)) +
                    " bytes of " + name_of(section));
}

// Sections don't overlap in themselves, and have no gap before their end.
// Gives the extents in the sections' order.
std::vector<Extent> check_sections(const std::vector<Extent> &extents,
                                   const memtrace_ledger_header &header) {
  std::vector<Extent> result;
  result.reserve(extents.size());
  auto order = sorted(extents, [](const Extent &e) {
    return std::make_tuple(e.section, e.slab, e.first);
  });
  uint64_t covered[kSections] = {};
  for (size_t i = 0; i < order.size(); ++i) {
    const Extent &extent = extents[order[i]];
    if (i > 0) {
      const Extent &before = extents[order[i - 1]];
      if (before.section == extent.section && before.slab == extent.slab &&
          before.first + before.bytes > extent.first)
        throw overlap(order[i - 1], order[i]);
    }
    if (covered[extent.section] == extent.first)
      covered[extent.section] += extent.bytes;
    result.push_back(extent);
  }
  if (header.file_incomplete == 0)
    check_lengths(covered, header);
  return result;
}

} // namespace

std::vector<Extent> read_extents(Source &source,
                                 const memtrace_ledger_header &header) {
  std::vector<Extent> extents =
      read_table(source, header.extent_count, header.file_incomplete != 0);
  check_file(extents, source.size()); // as it is after the table was read
  check_places(extents, header.header_bytes);
  return check_sections(extents, header);
}

} // namespace memtrace::driver
