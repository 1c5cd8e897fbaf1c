// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// MayAllocate.h: which functions of a module, and which calls, may allocate.
#ifndef MEMTRACE_PASS_MAYALLOCATE_H
#define MEMTRACE_PASS_MAYALLOCATE_H

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

namespace memtrace {

class CallSummary;

/// What a call may allocate by, as far as it says itself.
struct Behind {
  enum Kind {
    Nothing,  // it can't
    Body,     // of Callee, which is seen and counts more than any promise
    Symbol,   // Callee, of which that isn't known here
    Anything, // it allocates, or goes through a pointer
  };
  Kind What;
  const llvm::Function *Callee = nullptr;
  /// Nothing that it leads to comes back: then that has lines of its own, and
  /// is a matter of stacks.
  bool EndsThere = false;
};
Behind whatIsBehind(const llvm::CallBase &Call);

class MayAllocate {
public:
  explicit MayAllocate(const llvm::Module &M);

  bool operator()(const llvm::CallBase &Call) const;
  /// F is defined in the module.
  bool operator()(const llvm::Function &F) const {
    return Functions.count(&F) != 0;
  }

private:
  const bool Stacks;
  const CallSummary &Others;
  llvm::SmallPtrSet<const llvm::Function *, 32> Functions;
};

} // namespace memtrace

#endif
