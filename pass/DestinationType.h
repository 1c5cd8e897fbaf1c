// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// DestinationType.h: for what an allocation is made, in code that nobody has
// optimized yet: `struct item *p = malloc(n)` makes items. The type is that of
// the variable or field that the result is stored to, or of the function that
// returns it.
#ifndef MEMTRACE_PASS_DESTINATIONTYPE_H
#define MEMTRACE_PASS_DESTINATIONTYPE_H

#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstrTypes.h"

namespace memtrace {

/// What the result of Call points to, or what the pointer points to that Call
/// stores through its first argument (posix_memalign). Null: unknown, void, or
/// not one type only.
const llvm::DIType *destinationType(const llvm::CallBase &Call);

} // namespace memtrace

#endif
