// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// section.cpp: see section.h.
#include "ledger/section.h"

#include "ledger/backing.h"
#include "os/memory.h"

#include <string.h>

namespace memtrace::rt {
namespace {

// Extents double from this, so that a section takes few mappings however long
// it becomes. They are sparse: only pages that were touched cost anything.
constexpr size_t kFirstExtent = 16 << 10;

Section header_section;
uint64_t end_of_ledger;

uint32_t extent_number(size_t distance) {
  size_t units = distance / kFirstExtent;
  return units ? 64 - (uint32_t)__builtin_clzll(units) : 0;
}

struct Range {
  size_t first, bytes;
};

Range extent_range(uint32_t number) {
  if (number == 0)
    return {0, kFirstExtent};
  size_t bytes = kFirstExtent << (number - 1);
  return {bytes, bytes};
}

// A bit for each page.
size_t far_bytes(size_t reserved) { return reserved / page_size() / 8 + 8; }

// The file lacks a page of the section's extent at this distance.
void note_missing(memtrace_section kind, uint32_t slab, size_t distance) {
  memtrace_ledger_header &header = *Section::header();
  header.file_incomplete = 1;
  for (uint32_t i = 0; i < header.extent_count; ++i) {
    memtrace_ledger_extent &extent = header.extents[i];
    if (extent.section == kind && extent.slab == slab &&
        distance - extent.first < extent.bytes)
      extent.flags |= MEMTRACE_EXTENT_NOT_IN_FILE;
  }
}

} // namespace

void count_own_bytes(size_t bytes) {
  __atomic_fetch_add(&Section::header()->own_bytes, bytes, __ATOMIC_RELAXED);
}

uint64_t ledger_bytes() { return end_of_ledger; }

memtrace_ledger_header *Section::header() {
  return reinterpret_cast<memtrace_ledger_header *>(header_section.base_);
}

Section &Section::opened_header() { return header_section; }

bool Section::open_header(size_t bytes) {
  Section &section = header_section;
  if (!section.open(memtrace_section{}, 0, bytes))
    return false;
  section.extents_ = UINT32_MAX;
  if (!back(section.base_, bytes, 0)) {
    section.in_memory_ = UINT32_MAX;
    if (!commit(section.base_, bytes))
      return false;
  }
  end_of_ledger = bytes;
  return section.grow_to(sizeof(memtrace_ledger_header));
}

bool Section::open(memtrace_section kind, uint32_t slab, size_t reservation) {
  kind_ = kind;
  slab_ = slab;
  writable_ = 0;
  extents_ = in_memory_ = 0;
  memset(touched_near_, 0, sizeof touched_near_);
  touched_far_ = nullptr;
  base_ = static_cast<char *>(reserve(reservation));
  reserved_ = base_ ? reservation : 0;
  return base_ != nullptr;
}

void Section::close() {
  if (base_)
    unreserve(base_, reserved_);
  if (touched_far_)
    unmap(touched_far_, far_bytes(reserved_));
  touched_far_ = nullptr;
  base_ = nullptr;
  reserved_ = 0;
}

void Section::abandon() {
  if (base_)
    replace_with_memory(base_, reserved_);
}

uint64_t *Section::touched_word(size_t page) const {
  if (page < kNearPages)
    return const_cast<uint64_t *>(&touched_near_[page / 64]);
  return touched_far_ ? &touched_far_[page / 64] : nullptr;
}

bool Section::is_touched(size_t distance) const {
  size_t page = distance / page_size();
  const uint64_t *word = touched_word(page);
  return word && (*word >> page % 64 & 1);
}

bool Section::has_extent_at(size_t distance) const {
  return extents_ >> extent_number(distance) & 1;
}

bool Section::add_extent(size_t distance) {
  uint32_t number = extent_number(distance);
  Range range = extent_range(number);
  if (range.first >= reserved_)
    return false;
  if (range.bytes > reserved_ - range.first)
    range.bytes = reserved_ - range.first;
  memtrace_ledger_header &head = *header();
  uint32_t index = head.extent_count;
  if (index == head.extent_capacity ||
      !header_section.grow_to((char *)&head.extents[index + 1] -
                              header_section.base_))
    return false;
  uint16_t flags = 0;
  if (!back(base_ + range.first, range.bytes, end_of_ledger)) {
    if (!commit(base_ + range.first, range.bytes))
      return false;
    in_memory_ |= 1u << number;
    if (has_backing()) {
      flags = MEMTRACE_EXTENT_NOT_IN_FILE;
      head.file_incomplete = 1;
    }
  }
  head.extents[index] = {end_of_ledger,   range.first, range.bytes,
                         (uint16_t)kind_, flags,       slab_};
  __atomic_store_n(&head.extent_count, index + 1, __ATOMIC_RELEASE);
  end_of_ledger += range.bytes;
  extents_ |= 1u << number;
  return true;
}

bool Section::touch(size_t distance) {
  if (is_touched(distance))
    return true;
  if (distance >= reserved_ ||
      (!has_extent_at(distance) && !add_extent(distance)))
    return false;
  size_t number = distance / page_size();
  if (number >= kNearPages && !touched_far_)
    touched_far_ = static_cast<uint64_t *>(map(far_bytes(reserved_)));
  uint64_t *word = touched_word(number);
  if (!word)
    return false;
  char *page = base_ + number * page_size();
  bool in_memory = in_memory_ >> extent_number(distance) & 1;
  if (!in_memory && !populate(page)) {
    // The disk is full: the page is memory from now on.
    if (!replace_with_memory(page, page_size()))
      return false;
    note_missing(kind_, slab_, distance);
  }
  *word |= uint64_t(1) << number % 64;
  count_own_bytes(page_size());
  return true;
}

bool Section::grow_to(size_t bytes) {
  for (; writable_ < bytes; writable_ += page_size())
    if (!touch(writable_))
      return false;
  return true;
}

} // namespace memtrace::rt
