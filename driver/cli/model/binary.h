// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// binary.h: what an ELF file says about its instrumentation.
#ifndef MEMTRACE_DRIVER_CLI_MODEL_BINARY_H
#define MEMTRACE_DRIVER_CLI_MODEL_BINARY_H

#include "memtrace/abi.h"

#include <cstdint>
#include <string>
#include <vector>

namespace memtrace::driver {

constexpr uint32_t kNone = UINT32_MAX;

// A translation unit: an object, before it was linked.
struct Unit {
  std::string source; // as given to the compiler
  uint32_t abi = 0;
  uint32_t flags = 0; // MEMTRACE_UNIT_*
};

// Names are indices into Binary::names; kNone: unknown.
struct BinarySite {
  uint32_t unit;      // index into Binary::units; kNone: unknown
  uint32_t outermost; // the function that the code is in, after inlining
  uint32_t function;  // that of the frame that reports name
  uint32_t file;
  uint32_t line;
  uint32_t column;
  uint32_t type;
  uint32_t callee;
  uint32_t flags; // MEMTRACE_SITE_*
};

// What debug information names.
struct CompileUnits {
  enum class State { kAbsent, kRead, kUnreadable };
  State state = State::kAbsent;
  std::vector<std::string> sources;
  uint64_t missing = 0; // described in files that aren't there
};

// One ELF file; in an archive, one member.
struct Binary {
  std::string member; // of an archive; else empty
  std::string kind;   // "executable", ...
  std::string machine;
  std::string runtime; // where the runtime comes from; empty: from nowhere
  std::vector<std::string> needed; // shared libraries, by name
  std::vector<Unit> units;
  bool has_sections = true; // or else its sites can't be found
  std::vector<BinarySite> sites;
  std::vector<std::string> names;
  // By the same index: functions as they are written in C++, or nothing.
  std::vector<std::string> readable;
  // Compile units without a note.
  CompileUnits others;
};

// A file of the command line.
struct BinaryFile {
  std::string path;
  bool is_archive = false;
  std::vector<Binary> parts;            // one, but in an archive
  std::vector<std::string> passed_over; // members that are no ELF files
};

} // namespace memtrace::driver

#endif
