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

} // namespace memtrace::rt
