// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Disturbance.cpp: reachability among blocks.
#include "Disturbance.h"

#include "llvm/IR/CFG.h"
#include "llvm/IR/Dominators.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace memtrace {

namespace {

/// More would be too much code for what they save.
constexpr unsigned MostEdges = 3;

} // namespace

Disturbance::Disturbance(Function &F, ArrayRef<CallBase *> Given) : F(F) {
  SmallVector<const BasicBlock *, 16> Worklist;
  for (const CallBase *Call : Given) {
    Calls.insert(Call);
    if (Calling.insert(Call->getParent()).second)
      Worklist.push_back(Call->getParent());
  }
  auto Add = [&](const BasicBlock *Block) {
    if (Start.insert(Block).second && !Calling.count(Block))
      Worklist.push_back(Block);
  };
  // What throws is no call of these, but something that it calls may be.
  for (const BasicBlock &Block : F)
    if (Block.isEHPad())
      Add(&Block);
  while (!Worklist.empty())
    for (const BasicBlock *Next : successors(Worklist.pop_back_val()))
      Add(Next);
}

bool Disturbance::reaches(const Instruction &I) const {
  const BasicBlock *Block = I.getParent();
  if (Start.count(Block))
    return true;
  if (Calling.count(Block))
    for (const Instruction &Earlier : *Block) {
      if (&Earlier == &I)
        break;
      if (Calls.count(&Earlier))
        return true;
    }
  return false;
}

/// Blocks that something reaches, and whence only ends are reached.
Disturbance::Blocks Disturbance::tailsOf(ArrayRef<Instruction *> Ends) const {
  auto Before = [](Blocks &All, SmallVectorImpl<const BasicBlock *> &Worklist) {
    while (!Worklist.empty())
      for (const BasicBlock *Earlier : predecessors(Worklist.pop_back_val()))
        if (All.insert(Earlier).second)
          Worklist.push_back(Earlier);
  };
  SmallVector<const BasicBlock *, 16> Worklist(Calling.begin(), Calling.end());
  Blocks Ahead = Calling;
  Before(Ahead, Worklist);
  Blocks Ending;
  for (const Instruction *End : Ends)
    if (Ending.insert(End->getParent()).second)
      Worklist.push_back(End->getParent());
  Before(Ending, Worklist);
  Blocks Tails;
  for (const BasicBlock *Block : Ending)
    if (Start.count(Block) && !Ahead.count(Block))
      Tails.insert(Block);
  return Tails;
}

/// Those on which something is left; false if there is nothing to be saved.
bool Disturbance::edgesInto(const Blocks &Tails,
                            SmallVectorImpl<Edge> &Edges) const {
  bool Saves = false;
  for (BasicBlock &To : F) {
    if (!Tails.count(&To))
      continue;
    if (To.isEHPad())
      return false;
    SmallPtrSet<const BasicBlock *, 4> Seen;
    for (BasicBlock *From : predecessors(&To)) {
      if (Tails.count(From))
        continue;
      if (!leftBehindAtEndOf(*From)) {
        Saves = true;
        continue;
      }
      if (!Seen.insert(From).second || Edges.size() == MostEdges ||
          isa<IndirectBrInst>(From->getTerminator()) ||
          isa<CallBrInst>(From->getTerminator()))
        return false;
      Edges.push_back({From, &To});
    }
  }
  return Saves;
}

SmallVector<Instruction *, 8>
Disturbance::restoresBefore(ArrayRef<Instruction *> Ends) {
  Blocks Tails = tailsOf(Ends);
  SmallVector<Edge, 4> Edges;
  if (!edgesInto(Tails, Edges)) {
    Tails.clear();
    Edges.clear();
  }
  SmallVector<Instruction *, 8> Result;
  for (Instruction *End : Ends)
    if (!Tails.count(End->getParent()) && reaches(*End))
      Result.push_back(End);
  for (const Edge &E : Edges) {
    if (E.To->getSinglePredecessor()) {
      Result.push_back(&*E.To->getFirstInsertionPt());
    } else if (E.From->getSingleSuccessor()) {
      Result.push_back(E.From->getTerminator());
    } else {
      BasicBlock *Between = SplitEdge(E.From, E.To);
      Start.insert(Between);
      Result.push_back(Between->getTerminator());
    }
  }
  for (const BasicBlock *Tail : Tails)
    Start.erase(Tail);
  return Result;
}

Instruction *
Disturbance::placeBefore(ArrayRef<Instruction *> Uses,
                         const BlockFrequencyInfo &Frequencies) const {
  DominatorTree Dominators(F);
  BasicBlock *Place = nullptr;
  for (const Instruction *Use : Uses) {
    BasicBlock *Block = const_cast<BasicBlock *>(Use->getParent());
    if (Dominators.isReachableFromEntry(Block))
      Place =
          Place ? Dominators.findNearestCommonDominator(Place, Block) : Block;
  }
  if (!Place)
    Place = &F.getEntryBlock();
  auto IsRare = [&](const BasicBlock *Block) {
    return Frequencies.getBlockFreq(Block) <=
           Frequencies.getBlockFreq(&F.getEntryBlock());
  };
  while (auto *Above = Dominators.getNode(Place)->getIDom()) {
    if (!Start.count(Place) && !Place->isEHPad() && IsRare(Place))
      break;
    Place = Above->getBlock();
  }
  SmallPtrSet<const Instruction *, 8> Using(Uses.begin(), Uses.end());
  for (Instruction &I : *Place)
    if (Using.count(&I))
      return &I;
  return Place->getTerminator();
}

} // namespace memtrace
