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

/// The call as it stands promises that nothing behind it allocates.
bool promisesNotToAllocate(const llvm::CallBase &Call);

/// Nothing that it leads to comes back: but then it has lines of its own, and
/// is a matter of stacks.
bool promisesToEndThere(const llvm::CallBase &Call);

class MayAllocate {
public:
  explicit MayAllocate(const llvm::Module &M);

  bool operator()(const llvm::CallBase &Call) const;
  /// F is defined in the module.
  bool operator()(const llvm::Function &F) const {
    return Functions.count(&F) != 0;
  }

private:
  bool promisesNone(const llvm::CallBase &Call) const;

  const bool Stacks;
  const CallSummary &Others;
  llvm::SmallPtrSet<const llvm::Function *, 32> Functions;
};

} // namespace memtrace

#endif
