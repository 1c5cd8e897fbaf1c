// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Frames.cpp: loads and stores of the ambient site.
#include "Frames.h"

#include "AllocationFunctions.h"
#include "CallCycles.h"
#include "LLVMCompat.h"
#include "LocatedBuilder.h"

#include "llvm/IR/InstIterator.h"
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

/// The return that makes Call a tail call; null if it isn't in tail position.
/// With MayClone, a return that several blocks share is copied behind Call, so
/// that Call has its own.
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

/// Where Call has returned, on that path alone.
Instruction *afterReturnOf(CallBase *Call) {
  auto *Invoke = dyn_cast<InvokeInst>(Call);
  if (!Invoke)
    return Call->getNextNode();
  BasicBlock *Normal = Invoke->getNormalDest();
  if (!Normal->getSinglePredecessor())
    Normal = SplitEdge(Invoke->getParent(), Normal);
  return &*Normal->getFirstInsertionPt();
}

} // namespace

Frames::Frames(Function &F, FramePlan Given, Constant *CurrentSite,
               CallCycles &Cycles, const BlockFrequencyInfo &Frequencies)
    : F(F), Plan(std::move(Given)), CurrentSite(CurrentSite), Cycles(Cycles) {
  if (!Plan.storesSites())
    return;
  leaveTailCallsAlone();
  AroundCalls = usesAreCold(Frequencies);
}

/// Nobody could restore after them. What they call takes the caller's site.
void Frames::leaveTailCallsAlone() {
  erase_if(Plan.Framed, [&](const FramePlan::FramedCall &Framed) {
    auto *Call = dyn_cast<CallInst>(Framed.Call);
    return Call && mustStayTailCall(*Call) &&
           returnAfter(Call, /*MayClone=*/true);
  });
}

bool Frames::usesAreCold(const BlockFrequencyInfo &Frequencies) const {
  // There only the value at entry is known to be the caller's.
  if (Plan.ResumesAfterUnwinding)
    return false;
  auto FrequencyOf = [&](const BasicBlock *Block) {
    return Frequencies.getBlockFreq(Block).getFrequency();
  };
  uint64_t Entry = FrequencyOf(&F.getEntryBlock()), Uses = 0;
  for (const FramePlan::FramedCall &Framed : Plan.Framed)
    Uses = SaturatingAdd(Uses, FrequencyOf(Framed.Call->getParent()));
  for (const CallBase *Call : Plan.Ambient)
    Uses = SaturatingAdd(Uses, FrequencyOf(Call->getParent()));
  return Uses < Entry;
}

/// Threaded interpreters are made of indirect tail calls between functions of
/// one type. Other indirect calls, `return table->get(table->data, n);`, can
/// do without.
bool Frames::mustStayTailCall(const CallInst &Call) const {
  if (Call.isMustTailCall())
    return true;
  if (!Call.isTailCall())
    return false;
  const Function *Callee = calledFunction(Call);
  if (!Callee)
    return Call.getFunctionType() == F.getFunctionType();
  return Cycles.inSameCycle(F, *Callee);
}

Value *Frames::load(IRBuilder<> &Builder) const {
  return Builder.CreateLoad(pointerType(F.getContext()), CurrentSite,
                            "memtrace.old");
}

Value *Frames::siteAtEntry() {
  if (!AtEntry) {
    auto It = F.getEntryBlock().begin();
    while (isa<AllocaInst>(*It) || isa<DbgInfoIntrinsic>(*It))
      ++It;
    LocatedBuilder Builder(&*It);
    Builder.useLineZero(F); // no line of the program's own
    AtEntry = load(Builder);
  }
  return AtEntry;
}

Value *Frames::ambientSiteAt(CallBase &Call) {
  if (!AroundCalls)
    return siteAtEntry();
  LocatedBuilder Builder(&Call);
  return load(Builder);
}

void Frames::write() {
  if (!Plan.storesSites())
    return;
  if (AroundCalls)
    writeAroundCalls();
  else
    writeForWholeFunction();
}

void Frames::writeAroundCalls() {
  for (const FramePlan::FramedCall &Framed : Plan.Framed) {
    auto *Call = dyn_cast<CallInst>(Framed.Call); // else an invoke
    bool ComesBack = !Framed.Call->doesNotReturn();
    LocatedBuilder Builder(Framed.Call);
    Value *Old = ComesBack ? load(Builder) : nullptr;
    Builder.CreateStore(Framed.Site, CurrentSite);
    if (!ComesBack)
      continue;
    if (Call && Call->isTailCall())
      Call->setTailCallKind(CallInst::TCK_None);
    Builder.SetInsertPoint(afterReturnOf(Framed.Call));
    Builder.CreateStore(Old, CurrentSite);
  }
}

void Frames::writeForWholeFunction() {
  SmallPtrSet<CallBase *, 8> FramedCalls;
  for (const FramePlan::FramedCall &Framed : Plan.Framed) {
    FramedCalls.insert(Framed.Call);
    LocatedBuilder(Framed.Call).CreateStore(Framed.Site, CurrentSite);
  }
  for (CallBase *Call : Plan.Transparent)
    LocatedBuilder(Call).CreateStore(siteAtEntry(), CurrentSite);
  restoreBeforeReturns(FramedCalls);
}

void Frames::restoreBeforeReturns(const SmallPtrSetImpl<CallBase *> &Framed) {
  SmallVector<CallInst *, 8> TailCalls;
  for (Instruction &I : instructions(F))
    if (auto *Call = dyn_cast<CallInst>(&I))
      if (Call->isTailCall() && !isa<IntrinsicInst>(Call))
        TailCalls.push_back(Call);

  // A tail call that stays one is the return: the restore comes before it.
  SmallPtrSet<ReturnInst *, 8> Done;
  for (CallInst *Call : TailCalls) {
    if (Framed.count(Call)) {
      Call->setTailCallKind(CallInst::TCK_None);
      continue;
    }
    ReturnInst *Ret = returnAfter(Call, /*MayClone=*/mustStayTailCall(*Call));
    if (!Ret)
      continue;
    Done.insert(Ret);
    if (!is_contained(Plan.Transparent, Call))
      LocatedBuilder(Call).CreateStore(siteAtEntry(), CurrentSite);
  }
  for (BasicBlock &Block : F)
    if (auto *Ret = dyn_cast<ReturnInst>(Block.getTerminator()))
      if (!Done.count(Ret))
        LocatedBuilder(Ret).CreateStore(siteAtEntry(), CurrentSite);
}

} // namespace memtrace
