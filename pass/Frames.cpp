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

bool Frames::callsAreRare() const {
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

bool Frames::canRestoreAfter(CallBase &Call, bool MayGrow) const {
  // Its own callers may not be ready for more than it has left behind so far.
  if (!storesSites() && (!MayGrow || CallersRestore))
    return false;
  if (isFramed(Call))
    return true;
  if (Plan.KeepsCallers || (callsAreRare() && !MayGrow))
    return false;
  auto *Plain = dyn_cast<CallInst>(&Call);
  return !(Plain && mustStayTailCall(*Plain) && returnReachedBy(Plain)) &&
         !is_contained(Plan.Transparent, &Call);
}

void Frames::restoreAfter(CallBase &Call) {
  auto *Framed = find_if(
      Plan.Framed, [&](const auto &Other) { return Other.Call == &Call; });
  if (Framed == Plan.Framed.end())
    Plan.Framed.push_back({&Call, nullptr, true});
  else
    Framed->LeavesDepth = true;
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

LoadInst *Frames::load(IRBuilder<> &Builder, unsigned Field) const {
  auto *Struct = cast<StructType>(Runtime.threadFrames()->getValueType());
  return Builder.CreateLoad(Struct->getElementType(Field), field(Field));
}

Value *Frames::loadSite(Instruction *Where, bool IsEntry) const {
  LocatedBuilder Builder(Where);
  if (IsEntry)
    Builder.useLineZero(F); // no line of the program's own
  Value *Site = load(Builder, Current);
  Site->setName("memtrace.old");
  return Site;
}

Value *Frames::ambientSiteAt(CallBase &Call) {
  auto Known = CallersSites.find(&Call);
  return Known == CallersSites.end() ? loadSite(&Call, /*IsEntry=*/false)
                                     : Known->second;
}

/// The array first: what a signal handler in between enters there is the same.
void Frames::enterCaller(Instruction *Where, Caller &Here) const {
  LocatedBuilder Builder(Where);
  Builder.useLineZero(F);
  Value *Above = load(Builder, Depth);
  Above->setName("memtrace.depth");
  Value *HasRoom = Builder.CreateICmpULT(Above, load(Builder, Capacity));
  Instruction *Then =
      SplitBlockAndInsertIfThen(HasRoom, Where, /*Unreachable=*/false);
  Then->setDebugLoc(Builder.getCurrentDebugLocation());
  Then->getParent()->getSinglePredecessor()->getTerminator()->setDebugLoc(
      Builder.getCurrentDebugLocation());
  Builder.SetInsertPoint(Then);
  LLVMContext &C = F.getContext();
  // Volatile, for it isn't valid before there is a capacity.
  LoadInst *Given = load(Builder, Callers);
  Given->setVolatile(true);
  Value *Array = Builder.CreatePointerCast(Given, pointerToPointers(C));
  Value *Index = Builder.CreateZExt(Above, Type::getInt64Ty(C));
  Builder.CreateStore(Here.Site,
                      Builder.CreateInBoundsGEP(pointerType(C), Array, Index));
  Builder.SetInsertPoint(Where);
  Here.OwnDepth = Builder.CreateAdd(
      Above, ConstantInt::get(Above->getType(), 1), "memtrace.own");
  Builder.CreateStore(Here.OwnDepth, field(Depth));
}

/// The caller's depth is made of the function's own, or both would have to be
/// kept.
void Frames::restore(Instruction *Where, const Caller &To) const {
  LocatedBuilder Builder(Where);
  Builder.CreateStore(To.Site, field(Current));
  if (To.OwnDepth)
    Builder.CreateStore(
        Builder.CreateAdd(To.OwnDepth,
                          ConstantInt::getSigned(To.OwnDepth->getType(), -1)),
        field(Depth));
}

void Frames::setSite(const FramePlan::FramedCall &Framed, Value *Own) const {
  LocatedBuilder Builder(Framed.Call);
  if (Framed.Site)
    Builder.CreateStore(Framed.Site, field(Current));
  if (Own)
    Builder.CreateStore(Own, field(Depth));
}

void Frames::write() {
  if (!Plan.storesSites())
    return;
  if (CallersRestore && !Plan.KeepsCallers && Plan.Transparent.empty() &&
      Plan.Ambient.empty() && LeftAlone.empty()) {
    for (const FramePlan::FramedCall &Framed : Plan.Framed)
      setSite(Framed);
    return;
  }
  SmallVector<Instruction *, 8> Ends;
  if (CallersRestore)
    Ends.append(LeftAlone.begin(), LeftAlone.end());
  else
    Ends = findEnds();
  // All of it is found out before anything is written.
  SmallVector<Work, 2> All;
  for (const Part &Given : parts(regions(), Ends))
    All.push_back(workIn(Given));
  for (const Work &Given : All)
    write(Given);
}

std::vector<FrameRegion> Frames::regions() const {
  FrameRegion All = wholeFunction(F);
  std::vector<FrameRegion> Regions;
  if (Plan.ResumesAfterUnwinding) {
    Regions.push_back(std::move(All));
    return Regions;
  }
  SmallVector<Instruction *, 16> Uses;
  for (const FramePlan::FramedCall &Framed : Plan.Framed)
    Uses.push_back(Framed.Call);
  // What cleans up may find what was left by who has thrown.
  Disturbance Unwinding(All, {});
  auto Add = [&](CallBase *Call) {
    if (Unwinding.reaches(*Call))
      Uses.push_back(Call);
  };
  for_each(Plan.Transparent, Add);
  for_each(Plan.Ambient, Add);
  if (Plan.KeepsCallers)
    for (const FramePlan::FramedCall &Own : Plan.Allocating)
      Add(Own.Call);
  return frameRegions(F, Uses, Frequencies);
}

/// Found by block: a function may have very many of both.
std::vector<Frames::Part> Frames::parts(std::vector<FrameRegion> Regions,
                                        ArrayRef<Instruction *> Ends) const {
  std::vector<Part> Parts;
  DenseMap<const BasicBlock *, size_t> PartOf;
  for (FrameRegion &Region : Regions) {
    for (const BasicBlock *Block : Region.Blocks)
      PartOf[Block] = Parts.size();
    Parts.push_back({std::move(Region), {}, {}});
  }
  auto Share = [&](const Instruction &I, auto &&Add) {
    auto Found = PartOf.find(I.getParent());
    if (Found != PartOf.end() && Parts[Found->second].Region.contains(I))
      Add(Parts[Found->second]);
  };
  for (Instruction *End : Ends)
    Share(*End, [&](Part &P) { P.Ends.push_back(End); });
  for (const FramePlan::FramedCall &Framed : Plan.Framed)
    Share(*Framed.Call, [&](Part &P) { P.Plan.Framed.push_back(Framed); });
  for (const FramePlan::FramedCall &Own : Plan.Allocating)
    Share(*Own.Call, [&](Part &P) { P.Plan.Allocating.push_back(Own); });
  for (CallBase *Call : Plan.Transparent)
    Share(*Call, [&](Part &P) { P.Plan.Transparent.push_back(Call); });
  for (CallBase *Call : Plan.Ambient)
    Share(*Call, [&](Part &P) { P.Plan.Ambient.push_back(Call); });
  for (Instruction *I : Plan.Resuming)
    Share(*I, [&](Part &P) { P.Plan.Resuming.push_back(I); });
  return Parts;
}

/// Who entered his caller has left something behind himself.
Frames::Work Frames::workIn(const Part &Given) const {
  Work Result;
  Result.Entry = Given.Region.Entry;
  Result.Ambient = Given.Plan.Ambient;
  SmallVector<Instruction *, 8> Calls;
  for (const FramePlan::FramedCall &Framed : Given.Plan.Framed)
    Calls.push_back(Framed.Call);
  Disturbance Left(Given.Region, Calls);
  bool Always = Plan.KeepsCallers || Plan.ResumesAfterUnwinding;
  auto Restore = [&](Instruction *I) {
    if (Always || Left.reaches(*I))
      Result.Restores.push_back(I);
  };
  for_each(Given.Ends, Restore);
  for_each(Given.Plan.Transparent, Restore);
  if (Plan.KeepsCallers)
    for_each(Given.Plan.Ambient, Restore);
  for (const FrameRegion::Exit &Exit : Given.Region.Exits)
    if (Always || Left.reachesEndOf(*Exit.From))
      Result.Exits.push_back(Exit);

  Disturbance Changed(Given.Region, changesOfDepth(Given.Plan));
  auto SetSite = [&](const FramePlan::FramedCall &Framed) {
    Result.Sites.push_back(
        {Framed, Plan.KeepsCallers && Changed.reaches(*Framed.Call)});
  };
  for_each(Given.Plan.Framed, SetSite);
  if (Plan.KeepsCallers)
    for_each(Given.Plan.Allocating, SetSite);
  return Result;
}

/// What a function may find changed when it gets on from there.
SmallVector<Instruction *, 16>
Frames::changesOfDepth(const FramePlan &Calls) const {
  SmallVector<Instruction *, 16> Changes(Calls.Transparent.begin(),
                                         Calls.Transparent.end());
  Changes.append(Calls.Ambient.begin(), Calls.Ambient.end());
  for (const FramePlan::FramedCall &Framed : Calls.Framed)
    if (Framed.LeavesDepth)
      Changes.push_back(Framed.Call);
  Changes.append(Calls.Resuming.begin(), Calls.Resuming.end());
  return Changes;
}

/// Edges first, for they know the blocks that they lead from.
void Frames::write(const Work &Given) {
  SmallVector<Instruction *, 8> Restores = Given.Restores;
  for (const FrameRegion::Exit &Exit : Given.Exits)
    Restores.push_back(Exit.place());
  Caller Found;
  if (Plan.KeepsCallers || !Restores.empty() || !Given.Ambient.empty())
    Found.Site = loadSite(Given.Entry, /*IsEntry=*/true);
  if (Plan.KeepsCallers)
    enterCaller(Given.Entry, Found);
  for (Instruction *Where : Restores)
    restore(Where, Found);
  for (CallBase *Call : Given.Ambient)
    CallersSites[Call] = Found.Site;
  for (const Work::OwnSite &Own : Given.Sites)
    setSite(Own.Call, Own.AndDepth ? Found.OwnDepth : nullptr);
}

/// Returns, and tail calls that stay, for these are the return.
SmallVector<Instruction *, 8> Frames::findEnds() {
  // Who sets a site has to put back what he found afterwards.
  SmallPtrSet<const CallBase *, 8> FramedCalls;
  for (const FramePlan::FramedCall &Framed : Plan.Framed)
    FramedCalls.insert(Framed.Call);
  if (Plan.KeepsCallers)
    for (const FramePlan::FramedCall &Own : Plan.Allocating)
      FramedCalls.insert(Own.Call);
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
    if (!is_contained(Plan.Transparent, Call) &&
        !(Plan.KeepsCallers && is_contained(Plan.Ambient, Call)))
      Ends.push_back(Call);
  }
  for (BasicBlock &Block : F)
    if (auto *Ret = dyn_cast<ReturnInst>(Block.getTerminator()))
      if (!Done.count(Ret))
        Ends.push_back(Ret);
  return Ends;
}

} // namespace memtrace
