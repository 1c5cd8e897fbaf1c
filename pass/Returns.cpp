// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Returns.cpp: calls followed to the return behind them.
#include "Returns.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace memtrace {

namespace {

template <class Iterator> Instruction *skipDebug(Iterator It) {
  while (isa<DbgInfoIntrinsic>(*It) || isa<PseudoProbeInst>(*It))
    ++It;
  return &*It;
}

/// Ret returns Value, or nothing.
bool returnsOnly(const ReturnInst *Ret, const Value *Value) {
  const auto *Returned = Ret->getReturnValue();
  return !Returned || Returned->stripPointerCasts() == Value;
}

} // namespace

ReturnInst *returnAfter(CallInst *Call, bool MayClone) {
  Instruction *Next = skipDebug(std::next(Call->getIterator()));
  if (isa<BitCastInst>(Next) && Next->getOperand(0) == Call)
    Next = skipDebug(std::next(Next->getIterator()));
  if (auto *Ret = dyn_cast<ReturnInst>(Next))
    return returnsOnly(Ret, Call) ? Ret : nullptr;

  BasicBlock *Block = Call->getParent();
  BasicBlock *Target = Block->getUniqueSuccessor();
  if (!MayClone || !Target || Next != Block->getTerminator() ||
      !isa<BranchInst>(Next))
    return nullptr;
  auto First = Target->begin();
  while (isa<PHINode>(*First))
    ++First;
  auto *Shared = dyn_cast<ReturnInst>(skipDebug(First));
  if (!Shared)
    return nullptr;
  Value *Returned = Shared->getReturnValue();
  if (auto *Phi = dyn_cast_or_null<PHINode>(Returned))
    if (Phi->getParent() == Target)
      Returned = Phi->getIncomingValueForBlock(Block);
  if (Returned && Returned->stripPointerCasts() != Call)
    return nullptr;
  IRBuilder<> Builder(Next);
  Builder.SetCurrentDebugLocation(Shared->getDebugLoc());
  ReturnInst *Ret =
      Returned ? Builder.CreateRet(Returned) : Builder.CreateRetVoid();
  Target->removePredecessor(Block, /*KeepOneInputPHIs=*/true);
  Next->eraseFromParent();
  if (pred_empty(Target))
    DeleteDeadBlock(Target);
  return Ret;
}

Instruction *afterReturnOf(CallBase *Call) {
  auto *Invoke = dyn_cast<InvokeInst>(Call);
  if (!Invoke)
    return Call->getNextNode();
  BasicBlock *Normal = Invoke->getNormalDest();
  if (!Normal->getSinglePredecessor())
    Normal = SplitEdge(Invoke->getParent(), Normal);
  return &*Normal->getFirstInsertionPt();
}

} // namespace memtrace
