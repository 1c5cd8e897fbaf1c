// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// source.h: the bytes that a ledger is read from, wherever they are.
#ifndef MEMTRACE_DRIVER_CLI_READER_SOURCE_H
#define MEMTRACE_DRIVER_CLI_READER_SOURCE_H

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace memtrace::driver {

// Why something is no ledger that can be read, and what to do: the rest of a
// sentence that begins with its name.
class BadLedger : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

struct Range {
  uint64_t begin = 0;
  uint64_t end = 0;
};

class Source {
public:
  Source() = default;
  virtual ~Source() = default;
  Source(const Source &) = delete;
  Source &operator=(const Source &) = delete;

  // As it is now: a process may be making its ledger longer.
  virtual uint64_t size() = 0;
  // Reads as much as there is, up to `bytes`.
  virtual size_t read(uint64_t offset, void *to, size_t bytes) = 0;
  // The first piece in a range that may hold anything but zeros; empty when
  // there is none.
  virtual Range next_data(Range within) = 0;
};

// All of it, or a BadLedger.
void read_exactly(Source &source, uint64_t offset, void *to, size_t bytes);

} // namespace memtrace::driver

#endif
