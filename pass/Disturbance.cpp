// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Disturbance.cpp: reachability among the blocks of a region.
#include "Disturbance.h"

#include "llvm/IR/CFG.h"

using namespace llvm;

namespace memtrace {

Disturbance::Disturbance(const FrameRegion &Region,
                         ArrayRef<Instruction *> Given) {
  SmallVector<const BasicBlock *, 16> Worklist;
  for (const Instruction *Source : Given) {
    if (!Region.contains(*Source))
      continue;
    auto [First, IsNew] = Ending.try_emplace(Source->getParent(), Source);
    if (IsNew)
      Worklist.push_back(Source->getParent());
    else if (Source->comesBefore(First->second))
      First->second = Source;
  }
  auto Add = [&](const BasicBlock *Block) {
    if (Region.Blocks.count(Block) && Block != Region.Head &&
        Start.insert(Block).second && !Ending.count(Block))
      Worklist.push_back(Block);
  };
  // What throws is no source, but something that it calls may be.
  for (const BasicBlock *Block : Region.Blocks)
    if (Block->isEHPad())
      Add(Block);
  while (!Worklist.empty())
    for (const BasicBlock *Next : successors(Worklist.pop_back_val()))
      Add(Next);
}

bool Disturbance::reaches(const Instruction &I) const {
  const BasicBlock *Block = I.getParent();
  if (Start.count(Block))
    return true;
  auto First = Ending.find(Block);
  return First != Ending.end() && First->second != &I &&
         First->second->comesBefore(&I);
}

} // namespace memtrace
