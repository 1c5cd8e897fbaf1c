// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Disturbance.h: where in a function somebody may have left a site or a depth
// of his own behind. Only there the caller's has to be put back, and only what
// leads there has to read it:
//
//          entry                  The load goes to `call`, and the restore
//         /     \                 to its edge: who comes from `entry` pays
//      call      |                nothing.
//         \     /
//          ret
#ifndef MEMTRACE_PASS_DISTURBANCE_H
#define MEMTRACE_PASS_DISTURBANCE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/BlockFrequencyInfo.h"
#include "llvm/IR/Instructions.h"

namespace memtrace {

class Disturbance {
public:
  /// Calls are those that may leave something behind.
  Disturbance(llvm::Function &F, llvm::ArrayRef<llvm::CallBase *> Calls);

  /// Something may be left when I runs.
  bool reaches(const llvm::Instruction &I) const;

  /// Where to put things right, so that they are before each of Ends. Calls
  /// may come before an end, but not behind it. Splits edges.
  llvm::SmallVector<llvm::Instruction *, 8>
  restoresBefore(llvm::ArrayRef<llvm::Instruction *> Ends);

  /// The rarest place before all of Uses that nothing reaches.
  llvm::Instruction *
  placeBefore(llvm::ArrayRef<llvm::Instruction *> Uses,
              const llvm::BlockFrequencyInfo &Frequencies) const;

private:
  using Blocks = llvm::SmallPtrSet<const llvm::BasicBlock *, 16>;
  struct Edge {
    llvm::BasicBlock *From, *To;
  };

  Blocks tailsOf(llvm::ArrayRef<llvm::Instruction *> Ends) const;
  bool leftBehindAtEndOf(const llvm::BasicBlock &Block) const {
    return Start.count(&Block) || Calling.count(&Block);
  }
  bool edgesInto(const Blocks &Tails, llvm::SmallVectorImpl<Edge> &Edges) const;

  llvm::Function &F;
  llvm::SmallPtrSet<const llvm::Instruction *, 8> Calls;
  Blocks Calling; // with such a call
  Blocks Start;   // something may be left when they begin
};

} // namespace memtrace

#endif
