// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rewrite.cpp: what happens to each call of a module.
#include "Rewrite.h"

#include "AllocationFunctions.h"
#include "CallCycles.h"
#include "CallSummary.h"
#include "Frames.h"
#include "LLVMCompat.h"
#include "LocatedBuilder.h"
#include "MayAllocate.h"
#include "Options.h"
#include "RestoringCallers.h"
#include "RuntimeInterface.h"
#include "Sites.h"
#include "SummaryWriter.h"
#include "Transparent.h"
#include "UserLine.h"

#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/GlobalIFunc.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace memtrace {

namespace {

constexpr StringLiteral DoneMark = "memtrace.instrumented";

/// What merely cleans up doesn't come back.
bool catches(const BasicBlock &Block) {
  const LandingPadInst *Pad = Block.getLandingPadInst();
  return Pad ? Pad->getNumClauses() != 0 : Block.isEHPad();
}

/// __builtin_setjmp is an intrinsic, which has no attribute that says so.
bool returnsTwice(const Instruction &I) {
  auto *Call = dyn_cast<CallInst>(&I);
  return Call && (Call->canReturnTwice() ||
                  Call->getIntrinsicID() == Intrinsic::eh_sjlj_setjmp);
}

class Rewriter {
public:
  Rewriter(Module &M, FunctionAnalysisManager &Analyses)
      : M(M), Analyses(Analyses), Stacks(Options::get(M.getContext()).Stacks),
        Allocates(M), Lines(M), AllSites(M, Stacks), Runtime(M), Cycles(M),
        Summary(CallSummary::get(M.getContext())) {
    for (const GlobalIFunc &IFunc : M.ifuncs())
      if (const Function *Resolver = IFunc.getResolverFunction())
        Resolvers.insert(Resolver);
  }

  void run();

private:
  struct Allocation {
    CallBase *Call;
    const AllocationFunction *Function;
    Sites::Id Site;
  };
  struct Plan : FramePlan {
    SmallVector<Allocation, 8> Allocations;
  };

  bool isInstrumented(const Function &F) const;
  Plan planFor(Function &F);
  bool leavesUserCode(const CallBase &Call);
  void planFrames(Plan &Calls, ArrayRef<CallBase *> Calling);
  void rewrite(const Allocation &A, Value *Site);
  void plan(Function &F);
  bool instrument(Function &F, const Plan &Calls);
  void dropMemoryPromises(Function &F);
  void findWhoTakesTheCallersSite();
  bool takesTheCallersSite(Function &F, const Plan &Calls);
  void compareWithSummary();

  Module &M;
  FunctionAnalysisManager &Analyses;
  const bool Stacks;
  MayAllocate Allocates;
  UserLine Lines;
  Sites AllSites;
  RuntimeInterface Runtime;
  CallCycles Cycles;
  const CallSummary &Summary;
  SmallPtrSet<const Function *, 4> Resolvers;
  std::vector<std::pair<Function *, Plan>> Plans;
  FramesOfModule AllFrames;
  SmallPtrSet<const Function *, 8> TakingTheCallersSite;
  bool HasStacks = false;
};

bool Rewriter::isInstrumented(const Function &F) const {
  return !F.isDeclarationForLinker() &&         // its code is another module's
         !F.hasFnAttribute(Attribute::Naked) && // has no IR to speak of
         !F.hasFnAttribute(Attribute::DisableSanitizerInstrumentation) &&
         !Resolvers.count(&F); // runs before the runtime is relocated
}

/// Whoever allocates in there has no line of its own. A body that can be seen
/// is asked; of others the summary knows those that are built like this module.
bool Rewriter::leavesUserCode(const CallBase &Call) {
  const Function *Callee = calledFunction(Call);
  if (!Callee)
    return true;
  if (Callee->isDeclarationForLinker() || Callee->isInterposable())
    return !Summary.hasOwnLines(Callee->getName());
  return !Lines.hasOwnLines(*Callee);
}

/// Whose callers are not kept needs a frame only where user code is left. But
/// the linker may take somebody's uninstrumented copy of an inline function:
/// that is worth a store where there is a frame already.
void Rewriter::planFrames(Plan &Calls, ArrayRef<CallBase *> Calling) {
  auto Frame = [&](CallBase *Call) {
    Calls.Framed.push_back(
        {Call, AllSites.ofFramedCall(*Call, Lines.chainOf(*Call))});
  };
  SmallVector<CallBase *, 8> Others;
  for (CallBase *Call : Calling)
    if (Stacks || leavesUserCode(*Call))
      Frame(Call);
    else
      Others.push_back(Call);
  bool HasFrame = !Calls.Framed.empty();
  for (CallBase *Call : Others)
    if (HasFrame && calledFunction(*Call)->isWeakForLinker())
      Frame(Call);
}

Rewriter::Plan Rewriter::planFor(Function &F) {
  Plan Result;
  Result.KeepsCallers = Stacks;
  Result.ResumesAfterUnwinding =
      Allocates(F) &&
      (any_of(instructions(F), returnsTwice) || any_of(F, catches));
  SmallVector<CallBase *, 8> Calling;
  for (Instruction &I : instructions(F)) {
    auto *Call = dyn_cast<CallBase>(&I);
    if (!Call)
      continue;
    if (!Allocates(*Call))
      continue;
    CallChain Chain = Lines.chainOf(*Call);
    const AllocationFunction *Function = allocationFunction(*Call);
    if (Function) {
      Sites::Id Site = AllSites.ofAllocation(*Call, Chain);
      Result.Allocations.push_back({Call, Function, Site});
      if (Chain.UserFrame)
        Result.Allocating.push_back({Call, Site});
      else
        Result.Ambient.push_back(Call);
    } else if (!Chain.UserFrame) {
      Result.Transparent.push_back(Call);
    } else {
      Calling.push_back(Call);
    }
  }
  planFrames(Result, Calling);
  return Result;
}

void Rewriter::rewrite(const Allocation &A, Value *Site) {
  CallBase *Call = A.Call;
  LocatedBuilder Builder(Call);
  DebugLoc Location = Builder.getCurrentDebugLocation();

  FunctionCallee Entry = Runtime.entry(*A.Function, *calledFunction(*Call));
  SmallVector<Value *, 4> Arguments;
  for (Value *Argument : Call->args()) {
    Type *Wanted = Entry.getFunctionType()->getParamType(Arguments.size());
    Arguments.push_back(Argument->getType() == Wanted
                            ? Argument
                            : Builder.CreatePointerCast(Argument, Wanted));
  }
  Arguments.push_back(Site);

  SmallVector<OperandBundleDef, 1> Bundles;
  Call->getOperandBundlesAsDefs(Bundles);
  CallBase *New;
  if (auto *Invoke = dyn_cast<InvokeInst>(Call)) {
    New = Builder.CreateInvoke(Entry, Invoke->getNormalDest(),
                               Invoke->getUnwindDest(), Arguments, Bundles);
  } else {
    auto *NewCall = Builder.CreateCall(Entry, Arguments, Bundles);
    // A musttail call could take no other argument, and what allocates
    // doesn't need to be one.
    auto Kind = cast<CallInst>(Call)->getTailCallKind();
    NewCall->setTailCallKind(Kind == CallInst::TCK_MustTail ? CallInst::TCK_None
                                                            : Kind);
    New = NewCall;
  }
  New->setCallingConv(Call->getCallingConv());
  New->setAttributes(Call->getAttributes().removeFnAttributes(
      M.getContext(), allocationPromises()));
  New->copyMetadata(*Call);
  New->setDebugLoc(Location);
  New->takeName(Call);
  Value *Result = New;
  if (New->getType() != Call->getType()) {
    // Typed pointers, behind a cast callee: clang never invokes like that.
    Builder.SetInsertPoint(
        isa<InvokeInst>(New)
            ? &*cast<InvokeInst>(New)->getNormalDest()->getFirstInsertionPt()
            : Call);
    Result = Builder.CreatePointerCast(New, Call->getType());
  }
  Call->replaceAllUsesWith(Result);
  Call->eraseFromParent();
}

/// Whatever may allocate may turn out to need a frame.
void Rewriter::plan(Function &F) {
  if (!Allocates(F))
    return;
  Plan Calls = planFor(F);
  HasStacks |= Stacks && Calls.storesSites();
  AllFrames[&F] =
      std::make_unique<Frames>(F, Calls, AllSites, Runtime, Cycles, Analyses);
  Plans.emplace_back(&F, std::move(Calls));
}

bool Rewriter::instrument(Function &F, const Plan &Calls) {
  Frames &Ambient = *AllFrames[&F];
  Ambient.write();
  for (const Allocation &A : Calls.Allocations) {
    Value *Site = AllSites.addressOf(A.Site);
    if (is_contained(Calls.Ambient, A.Call)) {
      Value *Current = Ambient.ambientSiteAt(*A.Call);
      LocatedBuilder Builder(A.Call);
      Site = Builder.CreateSelect(Builder.CreateIsNull(Current), Site, Current);
    }
    rewrite(A, Site);
  }
  return !Calls.Allocations.empty() || Ambient.storesSites();
}

void Rewriter::dropMemoryPromises(Function &F) {
  if (Allocates(F))
    F.removeFnAttrs(memoryPromises());
  for (Instruction &I : instructions(F))
    if (auto *Call = dyn_cast<CallBase>(&I))
      if (Allocates(*Call)) {
        Call->removeFnAttrs(memoryPromises());
        if (Function *Callee = calledFunction(*Call)) {
          Callee->removeFnAttrs(memoryPromises());
          // Or a link with LTO would make those of strdup and its like anew.
          LibFunc Known;
          if (Analyses.getResult<TargetLibraryAnalysis>(F).getLibFunc(*Callee,
                                                                      Known))
            Callee->addFnAttr(Attribute::NoBuiltin);
        }
      }
}

/// For something that F does itself.
bool Rewriter::takesTheCallersSite(Function &F, const Plan &Calls) {
  return !Calls.Ambient.empty() || !Calls.Transparent.empty() ||
         any_of(AllFrames[&F]->leftAlone(),
                [&](const CallInst *Call) { return leavesUserCode(*Call); });
}

/// Also for what is called without a frame.
void Rewriter::findWhoTakesTheCallersSite() {
  SmallVector<const Function *, 8> Worklist;
  auto Add = [&](const Function &F) {
    if (TakingTheCallersSite.insert(&F).second)
      Worklist.push_back(&F);
  };
  for (Function &F : M)
    if (!F.isDeclarationForLinker() &&
        (!isInstrumented(F) || !Lines.hasOwnLines(F)))
      Add(F);
  for (auto &[F, Calls] : Plans)
    if (takesTheCallersSite(*F, Calls))
      Add(*F);
  while (!Worklist.empty()) {
    const Function *F = Worklist.pop_back_val();
    for (const User *U : F->users()) {
      auto *Call = dyn_cast<CallBase>(U);
      if (Call && calledFunction(*Call) == F && !leavesUserCode(*Call))
        Add(*Call->getFunction());
    }
  }
}

/// Other units may rely on what it says of this one's functions.
void Rewriter::compareWithSummary() {
  forEachCallable(M, [&](Callable Found) {
    StringRef Symbol = Found.Symbol->getName();
    Function *F = Found.Body;
    StringRef Is;
    if ((!F || Allocates(*F)) && Summary.neverAllocates(Symbol))
      Is = " may allocate";
    else if ((!F || TakingTheCallersSite.count(F)) &&
             Summary.hasOwnLines(Symbol))
      Is = " may be charged to its callers";
    if (Is.empty())
      return;
    std::string Text = ("MemTrace: " + demangle(Symbol.str()) + Is +
                        " now, and the call summary says otherwise; make it "
                        "anew by --memtrace-write-summary")
                           .str();
    // Of the diagnostics that are clang's, too, the one with a place.
    if (auto *At = dyn_cast_or_null<Function>(Found.Symbol->getAliaseeObject()))
      M.getContext().diagnose(
          DiagnosticInfoUnsupported(*At, Text, At->getSubprogram()));
    else
      M.getContext().emitError(Text);
  });
}

void Rewriter::run() {
  for (Function &F : M)
    if (isInstrumented(F))
      plan(F);
  findWhoTakesTheCallersSite();
  const std::string &File = Options::get(M.getContext()).WriteSummary;
  if (!File.empty())
    writeSummary(M, File, [&](const Function &F) {
      return !TakingTheCallersSite.count(&F);
    });
  compareWithSummary();
  leaveRestoringToCallers(AllFrames);
  AllSites.layOut();
  bool Changed = false;
  for (const auto &[F, Calls] : Plans)
    Changed |= instrument(*F, Calls);
  if (Changed)
    for (Function &F : M)
      dropMemoryPromises(F);
  if (HasStacks)
    Runtime.announceStacks();
  Runtime.finish();
}

} // namespace

bool RewritePass::hasRunOn(const Module &M) {
  return M.getNamedMetadata(DoneMark) != nullptr;
}

PreservedAnalyses RewritePass::run(Module &M, ModuleAnalysisManager &AM) {
  if (!RuntimeInterface::supports(M) || hasRunOn(M))
    return PreservedAnalyses::all();
  auto &Analyses =
      AM.getResult<FunctionAnalysisManagerModuleProxy>(M).getManager();
  Rewriter(M, Analyses).run();
  TransparentLocations::forget(M);
  AllocatedTypes::forget(M);
  FunctionNames::forget(M);
  M.getOrInsertNamedMetadata(DoneMark);
  return PreservedAnalyses::none();
}

} // namespace memtrace
