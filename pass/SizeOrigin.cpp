// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SizeOrigin.cpp: sizes followed back through arithmetic, variables and calls
// that round up or measure. Conditions decide nothing: `n ? 8 : 16` is the
// function's own size.
#include "SizeOrigin.h"

#include "AllocationFunctions.h"
#include "LibraryFunctions.h"
#include "Places.h"

#include "llvm/ADT/SCCIterator.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace memtrace {

void Origin::add(const Origin &Other) {
  for (unsigned Number : Other.Parameters)
    Parameters.insert(Number);
  Measurements.insert(Other.Measurements.begin(), Other.Measurements.end());
}

class SizeOrigins::Walk {
public:
  explicit Walk(SizeOrigins &All) : All(All) {}

  void followValue(const Value *V) {
    if (auto *A = dyn_cast<Argument>(V)) {
      Found.Parameters.insert(A->getArgNo());
      return;
    }
    auto *I = dyn_cast<Instruction>(V);
    if (!I || !Seen.insert(I).second || isa<CmpInst>(I))
      return;
    if (auto *Load = dyn_cast<LoadInst>(I))
      followLoad(*Load);
    else if (auto *Call = dyn_cast<CallBase>(I))
      followCall(*Call);
    else if (auto *Choice = dyn_cast<SelectInst>(I)) {
      followValue(Choice->getTrueValue());
      followValue(Choice->getFalseValue());
    } else if (auto *Step = dyn_cast<GetElementPtrInst>(I)) {
      followValue(Step->getPointerOperand());
    } else {
      for (const Value *Operand : I->operands())
        followValue(Operand);
    }
  }

  void followString(const Value &Pointer) {
    Place String = All.AllPlaces.of(&Pointer);
    if (String.Where == Place::Parameter)
      Found.Parameters.insert(String.parameter()->getArgNo());
    else
      measure(String, nullptr);
  }

  Origin Found;

private:
  void measure(const Place &Object, const Value *Function) {
    // What a lambda captured is not its caller's.
    if (Object.isCallers() && !Object.IsCapture)
      Found.Measurements.insert({Object.parameter(), Function, Object.Offset});
  }

  void followLoad(const LoadInst &Load) {
    Place Source = All.AllPlaces.of(Load.getPointerOperand());
    if (const AllocaInst *Variable = Source.variable())
      followVariable(*Variable, Source.Offset);
    else if (Load.getType()->isPointerTy())
      return; // the distance of two pointers: only parameters count
    else
      measure(Source, nullptr);
  }

  void followVariable(const AllocaInst &Variable,
                      std::optional<int64_t> Offset) {
    if (!Variables.insert({&Variable, Offset}).second)
      return;
    for (const Places::VariableUse &Use : All.AllPlaces.usesOf(Variable)) {
      if (!mayOverlap(Use.Offset, 1, Offset))
        continue;
      const User *I = Use.TheUse->getUser();
      auto *Store = dyn_cast<StoreInst>(I);
      if (Store && Use.TheUse->getOperandNo() == 1)
        followValue(Store->getValueOperand());
      else if (auto *Call = dyn_cast<CallBase>(I))
        followFilled(*Call, *Use.TheUse);
    }
    if (!Found.Parameters.empty())
      return;
    for (const Places::VariableUse &Use : All.AllPlaces.usesOf(Variable))
      if (isa<LoadInst>(Use.TheUse->getUser()) &&
          mayOverlap(Use.Offset, 1, Offset))
        followComparisons(*Use.TheUse->getUser());
  }

  /// multiply(a, b, &n)
  void followFilled(const CallBase &Call, const Use &Address) {
    const Function *Callee = calledFunction(Call);
    if (Callee && !Callee->isDeclaration() && Call.isArgOperand(&Address))
      followInTermsOf(Call, *Callee,
                      All.ofTarget(*Callee, Call.getArgOperandNo(&Address)));
  }

  /// `while (n < wanted) n *= 2;` rounds up what is wanted.
  void followComparisons(const User &Load) {
    for (const User *U : Load.users()) {
      if (isa<CastInst>(U))
        followComparisons(*U);
      auto *Compare = dyn_cast<ICmpInst>(U);
      if (!Compare || !All.isInLoop(*Compare))
        continue;
      for (const Value *Operand : Compare->operands())
        if (Operand != &Load)
          followValue(Operand);
    }
  }

  void followCall(const CallBase &Call) {
    const Function *Callee = calledFunction(Call);
    if (Callee && Callee->isIntrinsic()) {
      for (const Value *Argument : Call.args())
        followValue(Argument);
    } else if (Callee && returnsLengthOfString(Callee->getName()) &&
               Call.arg_size() &&
               Call.getArgOperand(0)->getType()->isPointerTy()) {
      followString(*Call.getArgOperand(0));
    } else if (Callee && !Callee->isDeclaration() &&
               !Callee->isInterposable()) {
      followInTermsOf(Call, *Callee, All.ofResult(*Callee));
    } else if (!Callee || !neverAllocates(Callee->getName())) {
      followUnknown(Call);
    } // else one of the system's: read(fd, ...) tells nothing of fd's
  }

  /// Result is in terms of Callee's parameters.
  void followInTermsOf(const CallBase &Call, const Function &Callee,
                       const Origin &Result) {
    for (unsigned Number : Result.Parameters) {
      if (Number >= Call.arg_size())
        continue;
      const Value *Argument = Call.getArgOperand(Number);
      if (Argument->getType()->isPointerTy())
        followString(*Argument);
      else
        followValue(Argument);
    }
    for (const Origin::Measurement &M : Result.Measurements) {
      unsigned Number = M.Object->getArgNo();
      if (Number < Call.arg_size())
        measure(All.AllPlaces.of(Call.getArgOperand(Number)), &Callee);
    }
  }

  /// round_up(n), or length_of(object).
  void followUnknown(const CallBase &Call) {
    bool HasInteger = false;
    for (const Value *Argument : Call.args())
      if (Argument->getType()->isIntegerTy() && !isa<Constant>(Argument)) {
        HasInteger = true;
        followValue(Argument);
      }
    if (HasInteger)
      return;
    for (const Value *Argument : Call.args())
      if (Argument->getType()->isPointerTy())
        measure(All.AllPlaces.of(Argument), Call.getCalledOperand());
  }

  SizeOrigins &All;
  SmallPtrSet<const Value *, 16> Seen;
  std::set<std::pair<const AllocaInst *, std::optional<int64_t>>> Variables;
};

Origin SizeOrigins::ofValue(const Value &Size) {
  Walk W(*this);
  W.followValue(&Size);
  return W.Found;
}

Origin SizeOrigins::ofString(const Value &Pointer) {
  Walk W(*this);
  W.followString(Pointer);
  return W.Found;
}

bool SizeOrigins::isInLoop(const Instruction &I) {
  const Function &F = *I.getFunction();
  auto [Known, IsNew] = LoopBlocks.try_emplace(&F);
  if (IsNew)
    for (auto Component = scc_begin(&F); !Component.isAtEnd(); ++Component)
      if (Component.hasCycle())
        Known->second.insert(Component->begin(), Component->end());
  return Known->second.count(I.getParent()) != 0;
}

Origin SizeOrigins::ofResult(const Function &F) {
  // Until it is known, a recursive function's result comes from nowhere.
  auto [Known, IsNew] = Results.try_emplace(&F);
  if (!IsNew)
    return Known->second;
  Origin Sum;
  for (const Instruction &I : instructions(F))
    if (auto *Return = dyn_cast<ReturnInst>(&I))
      if (const Value *Result = Return->getReturnValue())
        Sum.add(ofValue(*Result));
  return Results[&F] = Sum;
}

Origin SizeOrigins::ofTarget(const Function &F, unsigned Number) {
  auto [Known, IsNew] = Targets.try_emplace({&F, Number});
  if (!IsNew)
    return Known->second;
  Origin Sum;
  for (const Instruction &I : instructions(F))
    if (auto *Store = dyn_cast<StoreInst>(&I)) {
      Place Target = AllPlaces.of(Store->getPointerOperand());
      if (Target.Where == Place::Parameter && !Target.IsField &&
          Target.parameter()->getArgNo() == Number)
        Sum.add(ofValue(*Store->getValueOperand()));
    }
  return Targets[{&F, Number}] = Sum;
}

} // namespace memtrace
