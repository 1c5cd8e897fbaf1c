// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LocatedBuilder.h: a builder whose instructions have a location wherever the
// function has a subprogram: that of the instruction it stands before, else
// line 0. Calls without one stop the verifier of a later LTO link.
#ifndef MEMTRACE_PASS_LOCATEDBUILDER_H
#define MEMTRACE_PASS_LOCATEDBUILDER_H

#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/IRBuilder.h"

namespace memtrace {

class LocatedBuilder : public llvm::IRBuilder<> {
public:
  explicit LocatedBuilder(llvm::Instruction *Where) : llvm::IRBuilder<>(Where) {
    if (!Where->getDebugLoc())
      useLineZero(*Where->getFunction());
  }

  void useLineZero(const llvm::Function &F) {
    if (llvm::DISubprogram *Subprogram = F.getSubprogram())
      SetCurrentDebugLocation(
          llvm::DILocation::get(F.getContext(), 0, 0, Subprogram));
  }
};

} // namespace memtrace

#endif
