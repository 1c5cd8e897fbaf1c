// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// StackSwitches.h: which functions of a module may come back on another stack,
// as those do that give way to another fiber by an inline assembly of their
// own. A thread's callers are then the other fiber's.
#ifndef MEMTRACE_PASS_STACKSWITCHES_H
#define MEMTRACE_PASS_STACKSWITCHES_H

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

namespace memtrace {

class StackSwitches {
public:
  explicit StackSwitches(const llvm::Module &M);

  bool maySwitch(const llvm::CallBase &Call) const;
  bool mayBeSwitched(const llvm::Function &F) const {
    return Functions.count(&F);
  }

private:
  llvm::SmallPtrSet<const llvm::Function *, 8> Functions;
};

} // namespace memtrace

#endif
