// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// OutParameters.h: calls of other files' functions that may hand out a block
// through an argument:
//
//   void *p; get(&p, n);
//   int mine(void **out, size_t n) { return get(out, n); }
#ifndef MEMTRACE_PASS_OUTPARAMETERS_H
#define MEMTRACE_PASS_OUTPARAMETERS_H

#include "llvm/IR/InstrTypes.h"

namespace memtrace {

class Places;

/// Call may store a pointer for its function, or for its function's caller,
/// where Argument points. A parameter that is passed on counts if the call's
/// result is passed on too, and if something in the file shows what it is.
bool mayGetPointer(const llvm::CallBase &Call, const llvm::Value &Argument,
                   Places &AllPlaces);

} // namespace memtrace

#endif
