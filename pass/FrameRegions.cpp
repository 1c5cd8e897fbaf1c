// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// FrameRegions.cpp: a region is a part of the dominator tree. Whether several
// small ones are better than one, the frequencies of their heads tell, from the
// leaves of the tree up.
#include "FrameRegions.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace memtrace {

namespace {

/// More would be too much code for what they save.
constexpr unsigned MostExits = 3;
/// How much less often several regions are entered than one that has them all.
constexpr unsigned WorthSeveral = 2;

class Finder {
public:
  Finder(Function &F, ArrayRef<Instruction *> Uses,
         const BlockFrequencyInfo &Frequencies)
      : Tree(F), Frequencies(Frequencies) {
    for (const Instruction *Use : Uses) {
      Using.insert(Use);
      UsingBlocks.insert(Use->getParent());
    }
  }

  std::vector<FrameRegion> find();

private:
  struct Choice {
    uint64_t Entered = 0; // how often, in all
    SmallVector<BasicBlock *, 2> Heads;
  };

  bool makeRegion(BasicBlock &Head, FrameRegion &Region) const;
  Choice choose(const DomTreeNode &Node);

  DominatorTree Tree;
  const BlockFrequencyInfo &Frequencies;
  SmallPtrSet<const Instruction *, 16> Using;
  SmallPtrSet<const BasicBlock *, 16> UsingBlocks;
  DenseMap<const DomTreeNode *, Choice> Choices;
};

/// False if it can't be left as it would have to be.
bool Finder::makeRegion(BasicBlock &Head, FrameRegion &Region) const {
  if (Head.isEHPad())
    return false;
  SmallVector<BasicBlock *, 16> Dominated;
  Tree.getDescendants(&Head, Dominated);
  Region.Head = &Head;
  Region.Blocks.insert(Dominated.begin(), Dominated.end());
  for (BasicBlock *From : Dominated) {
    SmallPtrSet<const BasicBlock *, 4> Seen;
    for (BasicBlock *To : successors(From)) {
      if (To != &Head && Region.Blocks.count(To))
        continue;
      const Instruction *Terminator = From->getTerminator();
      if (To->isEHPad() || !Seen.insert(To).second ||
          Region.Exits.size() == MostExits || isa<IndirectBrInst>(Terminator) ||
          isa<CallBrInst>(Terminator))
        return false;
      Region.Exits.push_back({From, To});
    }
  }
  auto Use =
      find_if(Head, [&](const Instruction &I) { return Using.count(&I); });
  Region.Entry = Use == Head.end() ? Head.getTerminator() : &*Use;
  return true;
}

Finder::Choice Finder::choose(const DomTreeNode &Node) {
  BasicBlock &Block = *Node.getBlock();
  Choice Below;
  for (const DomTreeNode *Child : Node.children()) {
    Choice &Of = Choices[Child];
    Below.Entered = SaturatingAdd(Below.Entered, Of.Entered);
    Below.Heads.append(Of.Heads.begin(), Of.Heads.end());
    Choices.erase(Child);
  }
  bool Uses = UsingBlocks.count(&Block);
  if (!Uses && Below.Heads.empty())
    return Below;
  uint64_t Here = Frequencies.getBlockFreq(&Block).getFrequency();
  // Below, what the caller had needn't be kept as long.
  bool BetterBelow =
      Below.Heads.size() == 1
          ? Below.Entered <= Here
          : SaturatingMultiply<uint64_t>(Below.Entered, WorthSeveral) < Here;
  FrameRegion Region;
  if ((!Uses && BetterBelow) || !makeRegion(Block, Region)) {
    // What is above is asked next.
    if (Uses) {
      Below.Entered = ~uint64_t(0);
      Below.Heads.push_back(&Block);
    }
    return Below;
  }
  Choice One;
  One.Entered = Here;
  One.Heads.push_back(&Block);
  return One;
}

std::vector<FrameRegion> Finder::find() {
  for (const DomTreeNode *Node : post_order(Tree.getRootNode()))
    Choices[Node] = choose(*Node);
  std::vector<FrameRegion> Regions;
  for (BasicBlock *Head : Choices[Tree.getRootNode()].Heads) {
    Regions.emplace_back();
    makeRegion(*Head, Regions.back());
  }
  return Regions;
}

} // namespace

bool FrameRegion::contains(const Instruction &I) const {
  const BasicBlock *Block = I.getParent();
  return Blocks.count(Block) &&
         (Block != Head || &I == Entry || Entry->comesBefore(&I));
}

Instruction *FrameRegion::Exit::place() const {
  return From->getSingleSuccessor() ? From->getTerminator()
                                    : SplitEdge(From, To)->getTerminator();
}

std::vector<FrameRegion> frameRegions(Function &F, ArrayRef<Instruction *> Uses,
                                      const BlockFrequencyInfo &Frequencies) {
  return Finder(F, Uses, Frequencies).find();
}

FrameRegion wholeFunction(Function &F) {
  FrameRegion All;
  All.Head = &F.getEntryBlock();
  for (const BasicBlock &Block : F)
    All.Blocks.insert(&Block);
  auto It = All.Head->begin();
  while (isa<AllocaInst>(*It) || isa<DbgInfoIntrinsic>(*It))
    ++It;
  All.Entry = &*It;
  return All;
}

} // namespace memtrace
