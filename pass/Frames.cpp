// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Frames.cpp: loads and stores of the ambient site.
#include "Frames.h"

#include "AllocationFunctions.h"
#include "CallCycles.h"
#include "Disturbance.h"
#include "LLVMCompat.h"
#include "LocatedBuilder.h"
#include "Returns.h"
#include "RuntimeInterface.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace memtrace {

namespace {

// Of memtrace_thread_frames.
enum Field : unsigned { Current, Callers, Depth, Capacity };

} // namespace

Frames::Frames(Function &F, FramePlan Given, RuntimeInterface &Runtime,
               CallCycles &Cycles, const BlockFrequencyInfo &Frequencies)
    : F(F), Plan(std::move(Given)), Runtime(Runtime), Cycles(Cycles),
      Frequencies(Frequencies) {
  if (!Plan.storesSites())
    return;
  leaveTailCallsAlone();
  StoresCurrent =
      Plan.ResumesAfterUnwinding ||
      any_of(Plan.Framed, [](const auto &Framed) { return Framed.IsAmbient; });
  AroundCalls = usesAreCold();
}

/// Nobody could restore after them. What they call takes the caller's site.
void Frames::leaveTailCallsAlone() {
  erase_if(Plan.Framed, [&](const FramePlan::FramedCall &Framed) {
    auto *Call = dyn_cast<CallInst>(Framed.Call);
    if (!Call || !mustStayTailCall(*Call) ||
        !returnAfter(Call, /*MayClone=*/true))
      return false;
    LeftAlone.push_back(Call);
    return true;
  });
}

bool Frames::usesAreCold() const {
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

bool Frames::isFramed(const CallBase &Call) const {
  return any_of(Plan.Framed,
                [&](const auto &Framed) { return Framed.Call == &Call; });
}

bool Frames::canRestoreAfter(CallBase &Call, bool Site, bool MayGrow) const {
  // Its own callers may not be ready for more than it has left behind so far.
  bool Grows = Site && !StoresCurrent;
  if (Grows && (!MayGrow || CallersRestore))
    return false;
  if (isFramed(Call))
    return true;
  if (Plan.KeepsCallers || (AroundCalls && !MayGrow))
    return false;
  auto *Plain = dyn_cast<CallInst>(&Call);
  return !(Plain && mustStayTailCall(*Plain) && returnReachedBy(Plain)) &&
         !is_contained(Plan.Transparent, &Call);
}

void Frames::restoreAfter(CallBase &Call, bool Site) {
  StoresCurrent |= Site;
  if (!isFramed(Call))
    Plan.Framed.push_back({&Call, nullptr, false});
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
  GlobalVariable *Frames = Runtime.threadFrames();
  Type *I32 = Type::getInt32Ty(F.getContext());
  return ConstantExpr::getInBoundsGetElementPtr(
      Frames->getValueType(), Frames,
      ArrayRef<Constant *>{ConstantInt::get(I32, 0),
                           ConstantInt::get(I32, Index)});
}

Value *Frames::load(IRBuilder<> &Builder, unsigned Field) const {
  auto *Struct = cast<StructType>(Runtime.threadFrames()->getValueType());
  return Builder.CreateLoad(Struct->getElementType(Field), field(Field));
}

Frames::Caller Frames::callerHere(IRBuilder<> &Builder, bool WithSite) const {
  Caller Here;
  if (WithSite) {
    Here.Site = load(Builder, Current);
    Here.Site->setName("memtrace.old");
  }
  if (Plan.KeepsCallers && Plan.storesSites()) {
    Here.Depth = load(Builder, Depth);
    Here.Depth->setName("memtrace.depth");
  }
  return Here;
}

Value *Frames::ambientSiteAt(CallBase &Call) {
  if (Plan.storesSites() && !AroundCalls)
    return AtEntry.Site;
  LocatedBuilder Builder(&Call);
  return callerHere(Builder, /*WithSite=*/true).Site;
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
  if (!Framed.Site)
    return;
  LocatedBuilder Builder(Framed.Call);
  if (Framed.IsAmbient)
    Builder.CreateStore(Framed.Site, field(Current));
  if (!From.Depth)
    return;
  Value *HasRoom = Builder.CreateICmpULT(From.Depth, load(Builder, Capacity));
  Builder.SetInsertPoint(
      SplitBlockAndInsertIfThen(HasRoom, Framed.Call, /*Unreachable=*/false));
  Builder.CreateStore(
      Builder.CreateAdd(From.Depth, ConstantInt::get(From.Depth->getType(), 1)),
      field(Depth));
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
  bool OnlyAsserts = CallersRestore && !Plan.KeepsCallers &&
                     Plan.Transparent.empty() && Plan.Ambient.empty() &&
                     LeftAlone.empty();
  if (AroundCalls && !OnlyAsserts)
    writeAroundCalls();
  else
    writeForWholeFunction();
}

void Frames::writeAroundCalls() {
  for (const FramePlan::FramedCall &Framed : Plan.Framed) {
    LocatedBuilder Builder(Framed.Call);
    Caller Here = callerHere(Builder, StoresCurrent);
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
  SmallVector<Instruction *, 8> Ends;
  if (CallersRestore)
    Ends.append(LeftAlone.begin(), LeftAlone.end());
  else
    Ends = findEnds();
  LocatedBuilder Builder(placeOfEntry(Ends));
  Builder.useLineZero(F); // no line of the program's own
  bool TakesSite = !Ends.empty() || !Plan.Transparent.empty();
  AtEntry = callerHere(Builder,
                       (StoresCurrent && TakesSite) || !Plan.Ambient.empty());
  for (Instruction *End : Ends)
    restore(End, AtEntry);
  for (CallBase *Call : Plan.Transparent)
    restore(Call, AtEntry);
  // What is called before them has left its own depth behind.
  if (Plan.KeepsCallers)
    for (CallBase *Call : Plan.Allocating)
      LocatedBuilder(Call).CreateStore(AtEntry.Depth, field(Depth));
  for (const FramePlan::FramedCall &Framed : Plan.Framed)
    enter(Framed, AtEntry);
}

/// Where to read what the caller had. Leaves only those uses of it that there
/// is a reason for; those in Ends may have moved.
Instruction *Frames::placeOfEntry(SmallVectorImpl<Instruction *> &Ends) {
  if (Plan.ResumesAfterUnwinding) {
    auto It = F.getEntryBlock().begin();
    while (isa<AllocaInst>(*It) || isa<DbgInfoIntrinsic>(*It))
      ++It;
    return &*It;
  }
  SmallVector<CallBase *, 8> Calls;
  for (const FramePlan::FramedCall &Framed : Plan.Framed)
    Calls.push_back(Framed.Call);
  Disturbance Left(F, Calls);
  Ends = Left.restoresBefore(Ends);
  auto IsUnneeded = [&](const CallBase *Call) { return !Left.reaches(*Call); };
  erase_if(Plan.Transparent, IsUnneeded);
  erase_if(Plan.Allocating, IsUnneeded);

  SmallVector<Instruction *, 16> Uses(Ends.begin(), Ends.end());
  Uses.append(Calls.begin(), Calls.end());
  Uses.append(Plan.Transparent.begin(), Plan.Transparent.end());
  Uses.append(Plan.Allocating.begin(), Plan.Allocating.end());
  Uses.append(Plan.Ambient.begin(), Plan.Ambient.end());
  return Left.placeBefore(Uses, Frequencies);
}

/// Returns, and tail calls that stay, for these are the return.
SmallVector<Instruction *, 8> Frames::findEnds() {
  SmallPtrSet<const CallBase *, 8> FramedCalls;
  for (const FramePlan::FramedCall &Framed : Plan.Framed)
    FramedCalls.insert(Framed.Call);
  SmallVector<CallInst *, 8> TailCalls;
  for (Instruction &I : instructions(F))
    if (auto *Call = dyn_cast<CallInst>(&I))
      if (Call->isTailCall() && !isa<IntrinsicInst>(Call))
        TailCalls.push_back(Call);

  SmallVector<Instruction *, 8> Ends;
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
      Ends.push_back(Call);
  }
  for (BasicBlock &Block : F)
    if (auto *Ret = dyn_cast<ReturnInst>(Block.getTerminator()))
      if (!Done.count(Ret))
        Ends.push_back(Ret);
  return Ends;
}

} // namespace memtrace
