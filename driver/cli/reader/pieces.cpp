// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// pieces.cpp: see pieces.h.
#include "reader/pieces.h"

#include <algorithm>
#include <cstring>

namespace memtrace::driver {
namespace {

constexpr uint64_t kBlock = 4096;
constexpr size_t kBuffer = 16 * kBlock;

uint64_t block_begin(uint64_t offset) { return offset & ~(kBlock - 1); }

bool is_zero(const char *bytes, size_t size) {
  return bytes[0] == 0 && std::memcmp(bytes, bytes + 1, size - 1) == 0;
}

// Runs of blocks that are not zero.
void take_blocks(uint64_t at, const char *bytes, size_t size,
                 const TakePiece &take) {
  size_t run = 0; // begin of the run that ends at i
  for (size_t i = 0; i < size;) {
    size_t block = std::min<size_t>(kBlock, size - i);
    bool zero = is_zero(bytes + i, block);
    if (zero && i > run)
      take(at + run, bytes + run, i - run);
    i += block;
    if (zero)
      run = i;
  }
  if (size > run)
    take(at + run, bytes + run, size - run);
}

// The extent's part of the section, as far as the file has it.
Range range_in_file(Source &source, const Extent &extent, uint64_t length) {
  uint64_t bytes =
      extent.first < length ? std::min(extent.bytes, length - extent.first) : 0;
  Range range{extent.offset, extent.offset + bytes};
  if (!is_in_file(extent)) {
    uint64_t end = std::max(block_begin(source.size()), extent.offset);
    range.end = std::min(range.end, end);
  }
  return range;
}

} // namespace

void read_pieces(Source &source, const Extent &extent, uint64_t length,
                 const TakePiece &take) {
  static char buffer[kBuffer];
  Range range = range_in_file(source, extent, length);
  while (range.begin < range.end) {
    Range data = source.next_data(range);
    data.begin = std::max(block_begin(data.begin), range.begin);
    data.end = std::min(block_begin(data.end + kBlock - 1), range.end);
    for (uint64_t at = data.begin; at < data.end;) {
      auto size = static_cast<size_t>(std::min(data.end - at, kBuffer));
      read_exactly(source, at, buffer, size);
      take_blocks(extent.first + (at - extent.offset), buffer, size, take);
      at += size;
    }
    range.begin = data.end;
  }
}

void Packed::add(uint64_t at, const char *bytes, size_t size) {
  if (pieces_.empty() || pieces_.back().end != at) {
    // Also before the first, unless it is the section's start: a string's
    // offset of 0 stays the empty string.
    if (separated_ && at != 0)
      bytes_.push_back('\0');
    pieces_.push_back({at, at, bytes_.size()});
  }
  bytes_.insert(bytes_.end(), bytes, bytes + size);
  pieces_.back().end += size;
}

const Packed::Piece *Packed::piece_at(uint64_t at) const {
  auto after = std::upper_bound(
      pieces_.begin(), pieces_.end(), at,
      [](uint64_t value, const Piece &piece) { return value < piece.begin; });
  if (after == pieces_.begin())
    return nullptr;
  const Piece &piece = *(after - 1);
  return at < piece.end ? &piece : nullptr;
}

} // namespace memtrace::driver
