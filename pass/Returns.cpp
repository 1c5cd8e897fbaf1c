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

/// What Shared returns to those who come from Block.
Value *returnedFrom(BasicBlock *Block, ReturnInst *Shared) {
  Value *Returned = Shared->getReturnValue();
  if (auto *Phi = dyn_cast_or_null<PHINode>(Returned))
    if (Phi->getParent() == Shared->getParent())
      return Phi->getIncomingValueForBlock(Block);
  return Returned;
}

} // namespace

ReturnInst *returnReachedBy(CallInst *Call) {
  Instruction *Next = skipDebug(std::next(Call->getIterator()));
  if (isa<BitCastInst>(Next) && Next->getOperand(0) == Call)
    Next = skipDebug(std::next(Next->getIterator()));
  if (auto *Ret = dyn_cast<ReturnInst>(Next))
    return returnsOnly(Ret, Call) ? Ret : nullptr;

  BasicBlock *Block = Call->getParent();
  BasicBlock *Target = Block->getUniqueSuccessor();
  if (!Target || Next != Block->getTerminator() || !isa<BranchInst>(Next))
    return nullptr;
  auto First = Target->begin();
  while (isa<PHINode>(*First))
    ++First;
  auto *Shared = dyn_cast<ReturnInst>(skipDebug(First));
  if (!Shared)
    return nullptr;
  Value *Returned = returnedFrom(Block, Shared);
  return !Returned || Returned->stripPointerCasts() == Call ? Shared : nullptr;
}

ReturnInst *returnAfter(CallInst *Call, bool MayClone) {
  ReturnInst *Shared = returnReachedBy(Call);
  BasicBlock *Block = Call->getParent();
  if (!Shared || Shared->getParent() == Block)
    return Shared;
  if (!MayClone)
    return nullptr;
  BasicBlock *Target = Shared->getParent();
  Value *Returned = returnedFrom(Block, Shared);
  Instruction *Branch = Block->getTerminator();
  IRBuilder<> Builder(Branch);
  Builder.SetCurrentDebugLocation(Shared->getDebugLoc());
  ReturnInst *Ret =
      Returned ? Builder.CreateRet(Returned) : Builder.CreateRetVoid();
  Target->removePredecessor(Block, /*KeepOneInputPHIs=*/true);
  Branch->eraseFromParent();
  if (pred_empty(Target))
    DeleteDeadBlock(Target);
  return Ret;
}

} // namespace memtrace
