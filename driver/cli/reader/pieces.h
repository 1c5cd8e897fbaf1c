// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// pieces.h: the contents of extents without their holes. Ledgers are sparse,
// and no zero is ever kept, so that what a reader needs is bounded by what a
// file really holds, whatever it claims.
#ifndef MEMTRACE_DRIVER_CLI_READER_PIECES_H
#define MEMTRACE_DRIVER_CLI_READER_PIECES_H

#include "reader/header.h"

#include <cstring>
#include <functional>
#include <vector>

namespace memtrace::driver {

// `at` counts from the section's start and is a multiple of 4096.
using TakePiece =
    std::function<void(uint64_t at, const char *bytes, size_t size)>;

// Hands over what is not zero in an extent of a section that has `length`
// bytes, in blocks of 4096 and in order.
void read_pieces(Source &source, const Extent &extent, uint64_t length,
                 const TakePiece &take);

// Pieces of a section, one behind the other.
class Packed {
public:
  // With a zero between pieces that don't touch: strings end there.
  explicit Packed(bool separated) : separated_(separated) {}

  // In the order of `at`.
  void add(uint64_t at, const char *bytes, size_t size);

  struct Piece {
    uint64_t begin; // in the section
    uint64_t end;
    uint64_t packed; // where it begins among the packed bytes
  };
  // The piece that holds this byte; null: it is zero, or there is none.
  const Piece *piece_at(uint64_t at) const;
  const std::vector<Piece> &pieces() const { return pieces_; }

  std::vector<char> &bytes() { return bytes_; }
  // The bytes as what they are, behind `before` empty ones. None are left here.
  template <typename Record> std::vector<Record> take_records(size_t before) {
    std::vector<Record> records(before + bytes_.size() / sizeof(Record));
    if (!bytes_.empty())
      std::memcpy(records.data() + before, bytes_.data(), bytes_.size());
    std::vector<char>().swap(bytes_);
    return records;
  }

private:
  bool separated_;
  std::vector<Piece> pieces_;
  std::vector<char> bytes_;
};

} // namespace memtrace::driver

#endif
