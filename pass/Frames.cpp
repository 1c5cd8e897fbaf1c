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
#include "memtrace/abi.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/BlockFrequencyInfo.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace memtrace {

namespace {

/// From so many reads and writes on; less code, and no more time.
constexpr size_t WorthRegister = 8;

} // namespace

Frames::Frames(Function &F, FramePlan Given, const Sites &AllSites,
               RuntimeInterface &Runtime, CallCycles &Cycles,
               FunctionAnalysisManager &Analyses)
    : F(F), Plan(std::move(Given)), AllSites(AllSites), Runtime(Runtime),
      Cycles(Cycles), Analyses(Analyses) {
  if (!Plan.storesSites())
    return;
  leaveTailCallsAlone();
}

/// Of a call that stays a tail call.
ReturnInst *Frames::ownReturnAfter(CallInst &Call) const {
  Analyses.invalidate(F, PreservedAnalyses::none());
  return returnAfter(&Call, /*MayClone=*/true);
}

/// Nobody could restore after them. What they call takes the caller's site.
void Frames::leaveTailCallsAlone() {
  erase_if(Plan.Framed, [&](const FramePlan::FramedCall &Framed) {
    auto *Call = dyn_cast<CallInst>(Framed.Call);
    if (!Call || !mustStayTailCall(*Call) || !ownReturnAfter(*Call))
      return false;
    LeftAlone.push_back(Call);
    return true;
  });
}

bool Frames::callsAreRare() const {
  if (Plan.ResumesAfterUnwinding)
    return false;
  const auto &Frequencies = Analyses.getResult<BlockFrequencyAnalysis>(F);
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
  if (Plan.KeepsCallers || (!MayGrow && callsAreRare()))
    return false;
  auto *Plain = dyn_cast<CallInst>(&Call);
  return !(Plain && mustStayTailCall(*Plain) && returnReachedBy(Plain)) &&
         !is_contained(Plan.Transparent, &Call);
}

void Frames::restoreAfter(CallBase &Call) {
  if (!isFramed(Call))
    Plan.Framed.push_back({&Call, std::nullopt});
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

RuntimeInterface::FrameField Frames::whatIsFound() const {
  return Plan.KeepsCallers ? RuntimeInterface::FrameField::Word
                           : RuntimeInterface::FrameField::Site;
}

Value *Frames::load(Instruction *Where, bool IsEntry,
                    const RuntimeInterface::KeptAddress &Address) const {
  LocatedBuilder Builder(Where);
  if (IsEntry)
    Builder.useLineZero(F); // no line of the program's own
  Value *Found = Runtime.load(Builder, whatIsFound(), Address);
  Found->setName("memtrace.old");
  return Found;
}

Value *Frames::ambientSiteAt(CallBase &Call) {
  auto Known = CallersSites.find(&Call);
  Value *Found = Known == CallersSites.end()
                     ? load(&Call, /*IsEntry=*/false, {})
                     : Known->second;
  if (!Plan.KeepsCallers)
    return Found;
  LocatedBuilder Builder(&Call);
  return Builder.CreateIntToPtr(Builder.CreateLShr(Found, MEMTRACE_DEPTH_BITS),
                                pointerType(F.getContext()));
}

/// The array first: what a signal handler in between enters there is the same.
void Frames::enterCaller(Instruction *Where, Caller &Here) const {
  using Field = RuntimeInterface::FrameField;
  LLVMContext &C = F.getContext();
  Type *I32 = Type::getInt32Ty(C), *I64 = Type::getInt64Ty(C);
  LocatedBuilder Builder(Where);
  Builder.useLineZero(F);
  DebugLoc Location = Builder.getCurrentDebugLocation();
  Value *Depth = Builder.CreateAnd(Here.Found, (1 << MEMTRACE_DEPTH_BITS) - 1,
                                   "memtrace.depth");
  Value *HasRoom = Builder.CreateICmpULT(
      Builder.CreateTrunc(Depth, I32),
      Runtime.load(Builder, Field::Capacity, Here.Address));
  Instruction *Then =
      SplitBlockAndInsertIfThen(HasRoom, Where, /*Unreachable=*/false);
  BasicBlock *Above = Then->getParent()->getSinglePredecessor();
  Then->setDebugLoc(Location);
  Above->getTerminator()->setDebugLoc(Location);
  Builder.SetInsertPoint(Then);
  // Volatile, for it isn't valid before there is a capacity.
  LoadInst *Callers = Runtime.load(Builder, Field::Callers, Here.Address);
  Callers->setVolatile(true);
  Value *Array = Builder.CreatePointerCast(Callers, pointerTo(I64));
  Builder.CreateStore(Here.Found, Builder.CreateInBoundsGEP(I64, Array, Depth));
  Value *One = Builder.CreateAdd(Depth, ConstantInt::get(I64, 1));
  Builder.SetInsertPoint(Where);
  Builder.useLineZero(F);
  PHINode *Deeper = Builder.CreatePHI(I64, 2, "memtrace.deeper");
  Deeper->addIncoming(One, Then->getParent());
  Deeper->addIncoming(Depth, Above);
  Here.Own = Builder.CreateOr(
      Builder.CreateShl(
          Builder.CreatePtrToInt(AllSites.addressOf(Here.First), I64),
          MEMTRACE_DEPTH_BITS),
      Deeper, "memtrace.own");
}

void Frames::restore(Instruction *Where, const Caller &To) const {
  LocatedBuilder Builder(Where);
  Runtime.store(Builder, To.Found, whatIsFound(), To.Address);
}

void Frames::setSite(const FramePlan::FramedCall &Framed,
                     const Caller &Here) const {
  if (!Framed.Site)
    return;
  LocatedBuilder Builder(Framed.Call);
  if (!Plan.KeepsCallers)
    return Runtime.store(Builder, AllSites.addressOf(*Framed.Site),
                         whatIsFound(), Here.Address);
  auto OffsetOf = [&](Sites::Id Site) {
    return static_cast<int64_t>(AllSites.offsetOf(Site));
  };
  int64_t Distance = OffsetOf(*Framed.Site) - OffsetOf(Here.First);
  Value *Word = Here.Own;
  if (Distance)
    Word = Builder.CreateAdd(
        Word,
        ConstantInt::getSigned(Word->getType(),
                               Distance * (int64_t(1) << MEMTRACE_DEPTH_BITS)));
  Runtime.store(Builder, Word, whatIsFound(), Here.Address);
}

void Frames::write() {
  if (!Plan.storesSites())
    return;
  if (CallersRestore && !Plan.KeepsCallers && Plan.Transparent.empty() &&
      Plan.Ambient.empty() && LeftAlone.empty()) {
    for (const FramePlan::FramedCall &Framed : Plan.Framed)
      setSite(Framed, {});
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
  return frameRegions(F, Uses, Analyses);
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
  return Parts;
}

/// Who entered his caller has left something behind himself.
Frames::Work Frames::workIn(const Part &Given) const {
  Work Result;
  Result.Entry = Given.Region.Entry;
  Result.Ambient = Given.Plan.Ambient;
  std::optional<Disturbance> Left; // nothing: everywhere
  if (!Plan.KeepsCallers && !Plan.ResumesAfterUnwinding) {
    SmallVector<Instruction *, 8> Calls;
    for (const FramePlan::FramedCall &Framed : Given.Plan.Framed)
      Calls.push_back(Framed.Call);
    Left.emplace(Given.Region, Calls);
  }
  auto Restore = [&](Instruction *I) {
    if (!Left || Left->reaches(*I))
      Result.Restores.push_back(I);
  };
  for_each(Given.Ends, Restore);
  for_each(Given.Plan.Transparent, Restore);
  if (Plan.KeepsCallers)
    for_each(Given.Plan.Ambient, Restore);
  for (const FrameRegion::Exit &Exit : Given.Region.Exits)
    if (!Left || Left->reachesEndOf(*Exit.From))
      Result.Exits.push_back(Exit);

  Result.Own = Given.Plan.Framed;
  if (Plan.KeepsCallers)
    Result.Own.append(Given.Plan.Allocating.begin(),
                      Given.Plan.Allocating.end());
  return Result;
}

/// Edges first, for they know the blocks that they lead from.
void Frames::write(const Work &Given) {
  SmallVector<Instruction *, 8> Restores = Given.Restores;
  for (const FrameRegion::Exit &Exit : Given.Exits)
    Restores.push_back(Exit.place());
  Caller Here;
  if (Given.Own.size() + Restores.size() >= WorthRegister) {
    LocatedBuilder Builder(Given.Entry);
    Builder.useLineZero(F);
    Here.Address = Runtime.keepAddress(Builder, whatIsFound());
  }
  if (Plan.KeepsCallers || !Restores.empty() || !Given.Ambient.empty())
    Here.Found = load(Given.Entry, /*IsEntry=*/true, Here.Address);
  for (const FramePlan::FramedCall &Own : Given.Own)
    if (Plan.KeepsCallers && Own.Site) {
      Here.First = *Own.Site;
      enterCaller(Given.Entry, Here);
      break;
    }
  for (Instruction *Where : Restores)
    restore(Where, Here);
  for (CallBase *Call : Given.Ambient)
    CallersSites[Call] = Here.Found;
  for (const FramePlan::FramedCall &Own : Given.Own)
    setSite(Own, Here);
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
    ReturnInst *Ret = mustStayTailCall(*Call)
                          ? ownReturnAfter(*Call)
                          : returnAfter(Call, /*MayClone=*/false);
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
