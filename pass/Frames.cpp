// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Frames.cpp: loads and stores of the ambient site.
#include "Frames.h"

#include "AllocationFunctions.h"
#include "CallCycles.h"
#include "LLVMCompat.h"
#include "LocatedBuilder.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace memtrace {

namespace {

// Of memtrace_thread_frames.
enum Field : unsigned { Current, Callers, Depth, Capacity };

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

Frames::Frames(Function &F, FramePlan Given, GlobalVariable *ThreadFrames,
               CallCycles &Cycles, const BlockFrequencyInfo &Frequencies)
    : F(F), Plan(std::move(Given)), ThreadFrames(ThreadFrames), Cycles(Cycles) {
  if (!Plan.storesSites())
    return;
  leaveTailCallsAlone();
  StoresCurrent =
      Plan.ResumesAfterUnwinding ||
      any_of(Plan.Framed, [](const auto &Framed) { return Framed.IsAmbient; });
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

Constant *Frames::field(unsigned Index) const {
  Type *I32 = Type::getInt32Ty(F.getContext());
  return ConstantExpr::getInBoundsGetElementPtr(
      ThreadFrames->getValueType(), ThreadFrames,
      ArrayRef<Constant *>{ConstantInt::get(I32, 0),
                           ConstantInt::get(I32, Index)});
}

Value *Frames::load(IRBuilder<> &Builder, unsigned Field) const {
  auto *Struct = cast<StructType>(ThreadFrames->getValueType());
  return Builder.CreateLoad(Struct->getElementType(Field), field(Field));
}

Frames::Caller Frames::callerHere(IRBuilder<> &Builder) const {
  Caller Here;
  if (StoresCurrent || !Plan.Ambient.empty()) {
    Here.Site = load(Builder, Current);
    Here.Site->setName("memtrace.old");
  }
  if (Plan.KeepsCallers && Plan.storesSites()) {
    Here.Depth = load(Builder, Depth);
    Here.Depth->setName("memtrace.depth");
  }
  return Here;
}

const Frames::Caller &Frames::callerAtEntry() {
  if (!AtEntry.Site && !AtEntry.Depth) {
    auto It = F.getEntryBlock().begin();
    while (isa<AllocaInst>(*It) || isa<DbgInfoIntrinsic>(*It))
      ++It;
    LocatedBuilder Builder(&*It);
    Builder.useLineZero(F); // no line of the program's own
    AtEntry = callerHere(Builder);
  }
  return AtEntry;
}

Value *Frames::ambientSiteAt(CallBase &Call) {
  if (Plan.storesSites() && !AroundCalls)
    return callerAtEntry().Site;
  LocatedBuilder Builder(&Call);
  return callerHere(Builder).Site;
}

void Frames::restore(Instruction *Where, const Caller &To) {
  LocatedBuilder Builder(Where);
  if (StoresCurrent)
    Builder.CreateStore(To.Site, field(Current));
  if (To.Depth)
    Builder.CreateStore(To.Depth, field(Depth));
}

/// The depth first: a signal handler in between has its frames above ours.
void Frames::enter(const FramePlan::FramedCall &Framed, const Caller &From) {
  LocatedBuilder Builder(Framed.Call);
  if (Framed.IsAmbient)
    Builder.CreateStore(Framed.Site, field(Current));
  if (!From.Depth)
    return;
  Builder.CreateStore(
      Builder.CreateAdd(From.Depth, ConstantInt::get(From.Depth->getType(), 1)),
      field(Depth));
  Value *HasRoom = Builder.CreateICmpULT(From.Depth, load(Builder, Capacity));
  Builder.SetInsertPoint(
      SplitBlockAndInsertIfThen(HasRoom, Framed.Call, /*Unreachable=*/false));
  LLVMContext &C = F.getContext();
  Value *Array =
      Builder.CreatePointerCast(load(Builder, Callers), pointerToPointers(C));
  Value *Index = Builder.CreateZExt(From.Depth, Type::getInt64Ty(C));
  Builder.CreateStore(Framed.Site,
                      Builder.CreateInBoundsGEP(pointerType(C), Array, Index));
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
    LocatedBuilder Builder(Framed.Call);
    Caller Here = callerHere(Builder);
    enter(Framed, Here);
    if (Framed.Call->doesNotReturn())
      continue;
    if (auto *Call = dyn_cast<CallInst>(Framed.Call)) // else an invoke
      if (Call->isTailCall())
        Call->setTailCallKind(CallInst::TCK_None);
    restore(afterReturnOf(Framed.Call), Here);
  }
}

void Frames::writeForWholeFunction() {
  const Caller &Entry = callerAtEntry();
  restoreBeforeReturns();
  for (CallBase *Call : Plan.Transparent)
    restore(Call, Entry);
  // What is called before them has left its own depth behind.
  if (Plan.KeepsCallers)
    for (CallBase *Call : Plan.Allocating)
      LocatedBuilder(Call).CreateStore(Entry.Depth, field(Depth));
  for (const FramePlan::FramedCall &Framed : Plan.Framed)
    enter(Framed, Entry);
}

void Frames::restoreBeforeReturns() {
  SmallPtrSet<const CallBase *, 8> FramedCalls;
  for (const FramePlan::FramedCall &Framed : Plan.Framed)
    FramedCalls.insert(Framed.Call);
  SmallVector<CallInst *, 8> TailCalls;
  for (Instruction &I : instructions(F))
    if (auto *Call = dyn_cast<CallInst>(&I))
      if (Call->isTailCall() && !isa<IntrinsicInst>(Call))
        TailCalls.push_back(Call);

  // A tail call that stays one is the return: the restore comes before it.
  SmallPtrSet<ReturnInst *, 8> Done;
  for (CallInst *Call : TailCalls) {
    if (FramedCalls.count(Call)) {
      Call->setTailCallKind(CallInst::TCK_None);
      continue;
    }
    ReturnInst *Ret = returnAfter(Call, /*MayClone=*/mustStayTailCall(*Call));
    if (!Ret)
      continue;
    Done.insert(Ret);
    if (!is_contained(Plan.Transparent, Call))
      restore(Call, AtEntry);
  }
  for (BasicBlock &Block : F)
    if (auto *Ret = dyn_cast<ReturnInst>(Block.getTerminator()))
      if (!Done.count(Ret))
        restore(Ret, AtEntry);
}

} // namespace memtrace
