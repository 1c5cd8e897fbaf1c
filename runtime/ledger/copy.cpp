// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// copy.cpp: see copy.h.
#include "ledger/copy.h"

#include "ledger/ledger.h"
#include "os/files.h"
#include "os/line.h"
#include "os/memory.h"

#include <errno.h>
#include <unistd.h>

namespace memtrace::rt {
namespace {

bool write_at(int fd, uint64_t offset, const void *bytes, size_t size) {
  return lseek(fd, (off_t)offset, SEEK_SET) >= 0 &&
         write_quietly(fd, bytes, size);
}

bool write_extent(int fd, memtrace_ledger_extent extent, uint32_t index) {
  const Section &section =
      section_of(memtrace_section(extent.section), extent.slab);
  for (uint64_t at = 0; at < extent.bytes; at += page_size())
    if (section.is_touched(extent.first + at) &&
        !write_at(fd, extent.offset + at, section.base() + extent.first + at,
                  page_size()))
      return false;
  extent.flags &= (uint16_t)~MEMTRACE_EXTENT_NOT_IN_FILE;
  return write_at(fd, sizeof(memtrace_ledger_header) + index * sizeof extent,
                  &extent, sizeof extent);
}

} // namespace

bool write_ledger(int fd) {
  if (ledger_bytes() > largest_file()) {
    errno = EFBIG;
    return false;
  }
  memtrace_ledger_header header = *g_header;
  header.file_incomplete = 0;
  for (uint32_t i = 0; i < header.extent_count; ++i)
    if (!write_extent(fd, g_header->extents[i], i))
      return false;
  return ftruncate(fd, (off_t)ledger_bytes()) == 0 &&
         write_at(fd, 0, &header, sizeof header);
}

namespace {

constexpr uint64_t kUnit = 4096; // of places in a ledger

uint64_t in_units(uint64_t bytes) { return (bytes + kUnit - 1) & ~(kUnit - 1); }

} // namespace

bool write_ledger(int fd, const LedgerView &view) {
  memtrace_ledger_header header = *view.header;
  header.sample_count = header.live_count = 0;
  if (!view.inherited)
    header.inherited_count = 0;
  const struct {
    memtrace_section section;
    const void *start;
    uint64_t bytes;
  } parts[] = {
      {MEMTRACE_SECTION_STRINGS, view.strings, header.string_bytes},
      {MEMTRACE_SECTION_FRAMES, view.frames,
       header.frame_count * sizeof *view.frames},
      {MEMTRACE_SECTION_SITES, view.sites,
       view.site_count * sizeof *view.sites},
      // The first one is never used, and may not be there.
      {MEMTRACE_SECTION_CALLERS, view.callers,
       view.caller_count > 1 ? view.caller_count * sizeof *view.callers : 0},
      {MEMTRACE_SECTION_CONTEXTS, view.contexts,
       view.context_count * sizeof *view.contexts},
      {MEMTRACE_SECTION_COUNTERS, view.slabs[0],
       view.context_count * sizeof *view.slabs[0]},
      {MEMTRACE_SECTION_INHERITED, view.inherited,
       header.inherited_count * sizeof *view.inherited}};
  header.site_count = view.site_count;
  header.caller_count = view.caller_count;
  header.context_count = view.context_count;
  header.slab_count = 1;
  header.file_incomplete = 0;
  header.header_bytes = kUnit;
  header.extent_capacity = sizeof parts / sizeof *parts;
  header.extent_count = 0;
  memtrace_ledger_extent extents[sizeof parts / sizeof *parts];
  uint64_t end = header.header_bytes;
  for (const auto &part : parts)
    if (part.bytes) {
      extents[header.extent_count++] = {
          end, 0, in_units(part.bytes), (uint16_t)part.section, 0, 0};
      end += in_units(part.bytes);
    }
  if (end > largest_file()) {
    errno = EFBIG;
    return false;
  }
  if (ftruncate(fd, (off_t)end) != 0)
    return false;
  uint32_t extent = 0;
  for (const auto &part : parts)
    if (part.bytes &&
        !write_at(fd, extents[extent++].offset, part.start, part.bytes))
      return false;
  return write_at(fd, sizeof header, extents, sizeof extents) &&
         write_at(fd, 0, &header, sizeof header);
}

} // namespace memtrace::rt
