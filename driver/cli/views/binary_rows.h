// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// binary_rows.h: what `memtrace inspect` shows of files, as rows of words.
#ifndef MEMTRACE_DRIVER_CLI_VIEWS_BINARY_ROWS_H
#define MEMTRACE_DRIVER_CLI_VIEWS_BINARY_ROWS_H

#include "model/binary.h"

#include <string>
#include <vector>

namespace memtrace::driver {

enum class BinaryBy { kObject, kFunction, kSite };

struct BinaryRows {
  struct Column {
    const char *name;
    bool is_number = false;
  };
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

// In the order of the file; functions by their number of sites.
BinaryRows rows_of(const BinaryFile &file, BinaryBy by);

// Of a unit: "lines", "stacks", "no lines" or "stacks, no lines".
std::string mode_of(const Unit &unit);

struct FunctionOf {
  uint32_t unit;
  uint32_t name; // kNone: unknown
  uint64_t sites = 0;
};
// The functions of each unit, most sites first.
std::vector<FunctionOf> functions_of(const Binary &binary);

struct UnitCounts {
  uint64_t functions = 0;
  uint64_t sites = 0;
};
// By unit; the last one is of sites whose unit is unknown.
std::vector<UnitCounts> counts_of(const Binary &binary);

} // namespace memtrace::driver

#endif
