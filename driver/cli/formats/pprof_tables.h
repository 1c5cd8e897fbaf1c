// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// pprof_tables.h: what the samples of a profile refer to. Locations are calls,
// with the functions that are inlined there; ids begin with 1.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_PPROF_TABLES_H
#define MEMTRACE_DRIVER_CLI_FORMATS_PPROF_TABLES_H

#include "formats/export_frames.h"
#include "model/readable_names.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace memtrace::driver {

// Numbered from 0, which is the empty one.
class StringTable {
public:
  StringTable() { of(""); }
  int64_t of(const std::string &text);
  const std::vector<const std::string *> &all() const { return strings_; }

private:
  std::unordered_map<std::string, int64_t> index_;
  std::vector<const std::string *> strings_;
};

struct PprofLine {
  uint64_t function;
  uint32_t line;
  uint32_t column;
};

struct PprofLocation {
  uint64_t mapping;
  std::vector<PprofLine> lines; // innermost first
};

class PprofTables {
public:
  // All must live as long as the tables.
  PprofTables(const Ledger &ledger, const rt::LedgerView &view,
              const ReadableNames &names);

  // The ids of a context's locations, innermost first.
  void locations_of(uint32_t context, std::vector<uint64_t> &ids);

  const std::vector<PprofLocation> &locations() const { return locations_; }
  const FrameTable &functions() const { return functions_; }
  const std::vector<std::string> &mappings() const { return mappings_; }

private:
  uint64_t location_at(uint32_t frame);
  uint64_t location_of_mark(const rt::StackEntry &entry);
  uint64_t mapping_of(const std::string &module);

  const Ledger &ledger_;
  const rt::LedgerView &view_;
  FrameTable functions_;
  std::vector<uint32_t> ends_; // by frame: the site that it is the last of
  std::vector<uint64_t> at_frame_;
  std::unordered_map<uint32_t, uint64_t> of_mark_; // by function
  std::unordered_map<std::string, uint64_t> of_module_;
  std::vector<PprofLocation> locations_;
  std::vector<std::string> mappings_;
};

} // namespace memtrace::driver

#endif
