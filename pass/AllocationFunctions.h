// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// AllocationFunctions.h: what the name of a library function says about
// allocation. Data only; who asks decides what follows from it.
#ifndef MEMTRACE_PASS_ALLOCATIONFUNCTIONS_H
#define MEMTRACE_PASS_ALLOCATIONFUNCTIONS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/IR/InstrTypes.h"

namespace memtrace {

/// A function that the pass replaces, from MEMTRACE_ENTRIES.
struct AllocationFunction {
  llvm::StringLiteral Symbol;
  llvm::StringLiteral Entry;
  /// The entry's type; its last parameter is the site.
  llvm::FunctionType *(*EntryType)(llvm::LLVMContext &);
};

/// The function whose code Call runs, seen through casts of its address; null
/// if that is not known.
llvm::Function *calledFunction(const llvm::CallBase &Call);

/// The allocation function that Call calls: it is defined elsewhere and called
/// with a fitting prototype. Else null.
const AllocationFunction *allocationFunction(const llvm::CallBase &Call);

/// Library functions that never allocate, whatever happens in them.
bool neverAllocates(llvm::StringRef Symbol);

} // namespace memtrace

#endif
