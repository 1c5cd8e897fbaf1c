// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LibraryFunctions.cpp: the tables.
#include "LibraryFunctions.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace memtrace {

namespace {

constexpr LibraryAllocation Allocations[] = {
    {"strdup", -1, 1 << 0},           {"__strdup", -1, 1 << 0},
    {"strndup", -1, 1 << 0 | 1 << 1}, {"__strndup", -1, 1 << 0 | 1 << 1},
    {"wcsdup", -1, 1 << 0},           {"asprintf", 0, 1 << 1},
    {"__asprintf_chk", 0, 1 << 2},    {"vasprintf", 0, 1 << 1},
    {"__vasprintf_chk", 0, 1 << 2},
};

constexpr StringLiteral ReturningFirstArgument[] = {
    "memcpy",        "memmove",       "memset",       "mempcpy",
    "__memcpy_chk",  "__memmove_chk", "__memset_chk", "__mempcpy_chk",
    "strcpy",        "strncpy",       "stpcpy",       "stpncpy",
    "__strcpy_chk",  "__strncpy_chk", "__stpcpy_chk", "__stpncpy_chk",
    "strcat",        "strncat",       "__strcat_chk", "__strncat_chk",
    "wcscpy",        "wcsncpy",       "wmemcpy",      "wmemset",
    "__wmemcpy_chk", "__wcscpy_chk"};

constexpr StringLiteral ReturningLength[] = {"strlen", "strnlen", "wcslen",
                                             "wcsnlen"};

} // namespace

const LibraryAllocation *libraryAllocation(StringRef Symbol) {
  const auto *Row = find_if(Allocations, [&](const LibraryAllocation &Row) {
    return Row.Symbol == Symbol;
  });
  return Row == std::end(Allocations) ? nullptr : Row;
}

bool isNamedAsStringCopy(StringRef Symbol) {
  std::string Name = Symbol.lower();
  return StringRef(Name).contains("strdup") ||
         StringRef(Name).contains("strndup");
}

bool returnsFirstArgument(StringRef Symbol) {
  return is_contained(ReturningFirstArgument, Symbol);
}

bool returnsLengthOfString(StringRef Symbol) {
  return is_contained(ReturningLength, Symbol);
}

} // namespace memtrace
