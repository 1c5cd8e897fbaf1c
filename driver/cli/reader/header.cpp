// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// header.cpp: the checks of the header itself; see header.h.
#include "reader/header.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace memtrace::driver {
namespace {

constexpr size_t kMagicBytes = 8;
constexpr size_t kHeaderBytes = sizeof(memtrace_ledger_header);
static_assert(kHeaderBytes == 328, "the layout is that of version 7");
static_assert(MEMTRACE_LEDGER_VERSION == 7, "the layout is that of version 7");
constexpr uint32_t kMostFramesKept = 128;

std::string bytes_of(uint64_t there, uint64_t wanted) {
  return std::to_string(there) + " of " + std::to_string(wanted) + " bytes";
}

BadLedger cut_off(uint64_t there, uint64_t wanted) {
  return BadLedger("is cut off: only " + bytes_of(there, wanted) +
                   " are there; copy it again, whole");
}

void check_magic(const char *start, size_t size) {
  constexpr const char *kReport = MEMTRACE_LEDGER_MAGIC "\n\nprogram ";
  if (size == 0)
    throw BadLedger("is empty; wait until the program has begun to count, or "
                    "run it again");
  if (size >= std::strlen(kReport) &&
      std::memcmp(start, kReport, std::strlen(kReport)) == 0)
    throw BadLedger("is a text report already; name the ledger to make "
                    "another one");
  if (std::all_of(start, start + size, [](char c) { return c == 0; }))
    throw BadLedger("holds nothing yet; wait until the program has begun to "
                    "count, or run it again");
  if (std::memcmp(start, MEMTRACE_LEDGER_MAGIC, std::min(size, kMagicBytes)) !=
      0)
    throw BadLedger("is not a ledger of MemTrace; name one that a program "
                    "with MemTrace wrote");
}

void check_version(uint32_t version) {
  if (version == MEMTRACE_LEDGER_VERSION)
    return;
  if (__builtin_bswap32(version) <= 0xff)
    throw BadLedger("comes from a machine with another byte order; read it "
                    "on one like that");
  std::string text = "has version " + std::to_string(version) +
                     " of the ledger, and this memtrace reads version " +
                     std::to_string(MEMTRACE_LEDGER_VERSION) + "; ";
  throw BadLedger(text +
                  (version < MEMTRACE_LEDGER_VERSION
                       ? "run the program again with the runtime of this "
                         "memtrace, or use the memtrace of its own"
                       : "use a newer memtrace, the one that came with the "
                         "program's runtime"));
}

// A process that counts enters what is referred to before it counts what
// refers to it, so each of these has to be younger than the one before; that
// of extents is the youngest.
void read_counts(Source &source, memtrace_ledger_header &header) {
  auto read = [&](size_t offset, auto &count) {
    read_exactly(source, offset, &count, sizeof count);
  };
  read(offsetof(memtrace_ledger_header, caller_count), header.caller_count);
  read(offsetof(memtrace_ledger_header, site_count), header.site_count);
  read(offsetof(memtrace_ledger_header, frame_count), header.frame_count);
  read(offsetof(memtrace_ledger_header, string_bytes), header.string_bytes);
  read(offsetof(memtrace_ledger_header, extent_count), header.extent_count);
}

void check_counts(const memtrace_ledger_header &header) {
  auto counts = [](uint32_t count, const char *what) {
    return damaged("it counts " + std::to_string(count) + " " + what);
  };
  if (header.site_count > MEMTRACE_LEDGER_MAX_IDS)
    throw counts(header.site_count, "sites");
  if (header.context_count > MEMTRACE_LEDGER_MAX_IDS)
    throw counts(header.context_count, "contexts");
  if (header.inherited_count > header.context_count)
    throw counts(header.inherited_count, "inherited contexts");
  if (header.first_context == 0)
    throw damaged("its first context is context 0");
  if (header.frames_kept == 0 || header.frames_kept > kMostFramesKept)
    throw damaged("it keeps " + std::to_string(header.frames_kept) +
                  " calls of each context");
}

} // namespace

BadLedger damaged(const std::string &what) {
  return BadLedger("is damaged: " + what +
                   "; copy it again or run the program again");
}

BadLedger became_shorter() {
  return BadLedger("became shorter while it was read; read it again");
}

void read_exactly(Source &source, uint64_t offset, void *to, size_t bytes) {
  if (source.read(offset, to, bytes) != bytes)
    throw became_shorter();
}

memtrace_ledger_header read_header(Source &source) {
  memtrace_ledger_header header = {};
  auto *start = reinterpret_cast<char *>(&header);
  size_t size = source.read(0, start, kHeaderBytes);
  check_magic(start, size);
  if (size >= offsetof(memtrace_ledger_header, header_bytes))
    check_version(header.version);
  if (size < kHeaderBytes)
    throw cut_off(size, kHeaderBytes);

  read_counts(source, header);
  if (header.extent_count > header.extent_capacity)
    throw damaged("it counts " + std::to_string(header.extent_count) +
                  " extents in a table for " +
                  std::to_string(header.extent_capacity));
  uint64_t table =
      kHeaderBytes + uint64_t{header.extent_capacity} * sizeof(Extent);
  if (header.header_bytes < table)
    throw damaged("its header has " + bytes_of(header.header_bytes, table));
  uint64_t there = source.size();
  if (there < header.header_bytes)
    throw cut_off(there, header.header_bytes);
  check_counts(header);
  return header;
}

} // namespace memtrace::driver
