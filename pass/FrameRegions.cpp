// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// FrameRegions.cpp: a region is a part of the dominator tree. Whether several
// small ones are better than one, the frequencies of their heads tell, from the
// leaves of the tree up.
#include "FrameRegions.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DepthFirstIterator.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/Analysis/BlockFrequencyInfo.h"
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
         FunctionAnalysisManager &Analyses)
      : F(F), Tree(Analyses.getResult<DominatorTreeAnalysis>(F)),
        Frequencies(Analyses.getResult<BlockFrequencyAnalysis>(F)) {
    for (const Instruction *Use : Uses) {
      Using.insert(Use);
      UsingBlocks.insert(Use->getParent());
    }
  }

  std::vector<FrameRegion> find();

private:
  /// Of the blocks that a block dominates, itself among them.
  struct Choice {
    int64_t Exits = 0;
    uint64_t Entered = 0; // how often, if the regions are those chosen
    unsigned Regions = 0;
    bool IsHere = false; // one of all
  };

  void countExits();
  void choose(const DomTreeNode &Node);
  FrameRegion makeRegion(BasicBlock &Head) const;

  Function &F;
  const DominatorTree &Tree;
  const BlockFrequencyInfo &Frequencies;
  SmallPtrSet<const Instruction *, 16> Using;
  SmallPtrSet<const BasicBlock *, 16> UsingBlocks;
  DenseMap<const DomTreeNode *, Choice> Choices;
};

/// An edge leads out of all regions that have its beginning, up to the one that
/// begins above its end. As yet without those below.
void Finder::countExits() {
  for (BasicBlock &From : F) {
    const DomTreeNode *Node = Tree.getNode(&From);
    if (!Node)
      continue; // isn't reached
    const Instruction *Terminator = From.getTerminator();
    bool CannotSplit =
        isa<IndirectBrInst>(Terminator) || isa<CallBrInst>(Terminator);
    SmallPtrSet<const BasicBlock *, 4> Seen;
    for (const BasicBlock *To : successors(&From)) {
      bool IsBad = CannotSplit || To->isEHPad() || !Seen.insert(To).second;
      int64_t Weight = IsBad ? MostExits + 1 : 1;
      Choices[Node].Exits += Weight;
      if (const DomTreeNode *Above = Tree.getNode(To)->getIDom())
        Choices[Above].Exits -= Weight;
    }
  }
}

/// Its children have chosen.
void Finder::choose(const DomTreeNode &Node) {
  const BasicBlock &Block = *Node.getBlock();
  Choice Chosen = Choices[&Node];
  for (const DomTreeNode *Child : Node.children()) {
    const Choice &Of = Choices[Child];
    Chosen.Exits += Of.Exits;
    Chosen.Entered = SaturatingAdd(Chosen.Entered, Of.Entered);
    Chosen.Regions += Of.Regions;
  }
  bool Uses = UsingBlocks.count(&Block);
  if (Uses || Chosen.Regions) {
    uint64_t Here = Frequencies.getBlockFreq(&Block).getFrequency();
    // Below, what the caller had needn't be kept as long.
    bool BetterBelow =
        Chosen.Regions == 1
            ? Chosen.Entered <= Here
            : SaturatingMultiply<uint64_t>(Chosen.Entered, WorthSeveral) < Here;
    bool CanBeHere = Chosen.Exits <= MostExits && !Block.isEHPad();
    if (CanBeHere && (Uses || !BetterBelow)) {
      Chosen.IsHere = true;
      Chosen.Entered = Here;
      Chosen.Regions = 1;
    } else if (Uses) { // it must be above
      Chosen.Entered = ~uint64_t(0);
      Chosen.Regions = 1;
    }
  }
  Choices[&Node] = Chosen;
}

FrameRegion Finder::makeRegion(BasicBlock &Head) const {
  FrameRegion Region;
  SmallVector<BasicBlock *, 16> Dominated;
  Tree.getDescendants(&Head, Dominated);
  Region.Head = &Head;
  Region.Blocks.insert(Dominated.begin(), Dominated.end());
  for (BasicBlock *From : Dominated)
    for (BasicBlock *To : successors(From))
      if (To == &Head || !Region.Blocks.count(To))
        Region.Exits.push_back({From, To});
  auto Use =
      find_if(Head, [&](const Instruction &I) { return Using.count(&I); });
  Region.Entry = Use == Head.end() ? Head.getTerminator() : &*Use;
  return Region;
}

std::vector<FrameRegion> Finder::find() {
  countExits();
  for (const DomTreeNode *Node : post_order(Tree.getRootNode()))
    choose(*Node);
  std::vector<FrameRegion> Regions;
  SmallVector<const DomTreeNode *, 16> Worklist = {Tree.getRootNode()};
  while (!Worklist.empty()) {
    const DomTreeNode *Node = Worklist.pop_back_val();
    if (Choices[Node].IsHere)
      Regions.push_back(makeRegion(*Node->getBlock()));
    else if (Choices[Node].Regions)
      Worklist.append(Node->begin(), Node->end());
  }
  return Regions;
}

Instruction *firstIn(const BasicBlock &Block, ArrayRef<Instruction *> Uses) {
  Instruction *First = nullptr;
  for (Instruction *Use : Uses)
    if (Use->getParent() == &Block && (!First || Use->comesBefore(First)))
      First = Use;
  return First;
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
                                      FunctionAnalysisManager &Analyses) {
  // Many functions need no analyses, since they begin with a use.
  BasicBlock &Head = F.getEntryBlock();
  if (Instruction *First = firstIn(Head, Uses)) {
    FrameRegion All = {&Head, First, {}, {}};
    for (BasicBlock *Block : depth_first(&F))
      All.Blocks.insert(Block);
    return {std::move(All)};
  }
  return Finder(F, Uses, Analyses).find();
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
