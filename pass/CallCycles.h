// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// CallCycles.h: which functions call each other in a circle. A tail call
// within one must stay a tail call, or the stack grows without end.
#ifndef MEMTRACE_PASS_CALLCYCLES_H
#define MEMTRACE_PASS_CALLCYCLES_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/Module.h"

namespace memtrace {

class CallCycles {
public:
  explicit CallCycles(llvm::Module &M) : M(M) {}
  bool inSameCycle(const llvm::Function &A, const llvm::Function &B);

private:
  llvm::Module &M;
  /// Number of each function's strongly connected component; found on demand.
  llvm::DenseMap<const llvm::Function *, unsigned> Components;
};

} // namespace memtrace

#endif
