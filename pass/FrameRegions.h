// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// FrameRegions.h: the parts of a function that have something to do with
// frames. What the caller had is read where such a part is entered, and put
// back where it is left; the rest of the function pays nothing:
//
//          entry                  `call` is a region, which is left on its
//         /     \                 edge to `ret`.
//      call      |
//         \     /
//          ret
#ifndef MEMTRACE_PASS_FRAMEREGIONS_H
#define MEMTRACE_PASS_FRAMEREGIONS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/PassManager.h"

#include <vector>

namespace memtrace {

/// From an instruction of the block that dominates it to the ends of all
/// blocks that this block dominates.
struct FrameRegion {
  struct Exit {
    llvm::BasicBlock *From, *To;
    /// Where to put things back on that edge, which is split if it has to be.
    llvm::Instruction *place() const;
  };
  llvm::BasicBlock *Head;
  llvm::Instruction *Entry;
  llvm::SmallPtrSet<const llvm::BasicBlock *, 16> Blocks;
  llvm::SmallVector<Exit, 4> Exits;

  bool contains(const llvm::Instruction &I) const;
};

/// Regions that have all of Uses, so that they are entered as seldom as
/// possible. No two have a block in common, and none is left on an edge where
/// nothing can be put back, as that of an exception.
std::vector<FrameRegion> frameRegions(llvm::Function &F,
                                      llvm::ArrayRef<llvm::Instruction *> Uses,
                                      llvm::FunctionAnalysisManager &Analyses);

/// All of a function, from its entry on.
FrameRegion wholeFunction(llvm::Function &F);

} // namespace memtrace

#endif
