// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// section.cpp: see section.h.
#include "ledger/section.h"

#include "os/memory.h"

namespace memtrace::rt {
namespace {

// Extents double from a page to this, so that a section takes few mappings and
// a ledger is never much longer than what is used of it.
constexpr size_t kLargestExtent = size_t(2) << 20;

} // namespace

bool Section::open(LedgerHeader *header, memtrace_section kind, uint32_t slab,
                   size_t reservation) {
  header_ = header;
  kind_ = kind;
  slab_ = slab;
  committed_ = 0;
  base_ = static_cast<char *>(reserve(reservation));
  reserved_ = base_ ? reservation : 0;
  return base_ != nullptr;
}

bool Section::grow_to(size_t bytes) {
  while (committed_ < bytes) {
    size_t extent = committed_ ? committed_ : page_size();
    if (extent > kLargestExtent)
      extent = kLargestExtent;
    memtrace_ledger_header &header = *header_->address;
    if (extent > reserved_ - committed_ ||
        header.extent_count == header.extent_capacity ||
        !commit(base_ + committed_, extent))
      return false;
    header.extents[header.extent_count] = {header_->ledger_bytes, extent, kind_,
                                           slab_};
    __atomic_store_n(&header.extent_count, header.extent_count + 1,
                     __ATOMIC_RELEASE);
    header_->ledger_bytes += extent;
    committed_ += extent;
  }
  return true;
}

} // namespace memtrace::rt
