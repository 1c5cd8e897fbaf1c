// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LibraryFunctions.h: what C's library does with sizes and blocks that no
// prototype says. Data only.
#ifndef MEMTRACE_PASS_LIBRARYFUNCTIONS_H
#define MEMTRACE_PASS_LIBRARYFUNCTIONS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace memtrace {

/// A function that hands out a block whose size its arguments decide, and that
/// the pass doesn't replace.
struct LibraryAllocation {
  llvm::StringLiteral Symbol;
  int OutParameter; // that gets the block; -1: it is the result
  unsigned Sizes;   // bit n: argument n decides the size
};

/// Null if Symbol is none.
const LibraryAllocation *libraryAllocation(llvm::StringRef Symbol);

/// xstrdup, g_strndup: other files' functions that are named so copy strings.
bool isNamedAsStringCopy(llvm::StringRef Symbol);

/// Its result is its first argument, or a place in the same block.
bool returnsFirstArgument(llvm::StringRef Symbol);

/// Its result is the length of the string that its first argument points to.
bool returnsLengthOfString(llvm::StringRef Symbol);

} // namespace memtrace

#endif
