// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Disturbance.h: where in a region somebody may have left a site of his
// own behind. Only there it has to be put right.
#ifndef MEMTRACE_PASS_DISTURBANCE_H
#define MEMTRACE_PASS_DISTURBANCE_H

#include "FrameRegions.h"

#include "llvm/ADT/DenseMap.h"

namespace memtrace {

class Disturbance {
public:
  /// Sources are the instructions that may leave something behind; those of
  /// other regions are no matter.
  Disturbance(const FrameRegion &Region,
              llvm::ArrayRef<llvm::Instruction *> Sources);

  /// Something may be left when I runs.
  bool reaches(const llvm::Instruction &I) const;
  bool reachesEndOf(const llvm::BasicBlock &Block) const {
    return Start.count(&Block) || Ending.count(&Block);
  }

private:
  /// The first source of a block.
  llvm::DenseMap<const llvm::BasicBlock *, const llvm::Instruction *> Ending;
  llvm::SmallPtrSet<const llvm::BasicBlock *, 16> Start; // when they begin
};

} // namespace memtrace

#endif
