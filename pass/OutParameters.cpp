// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// OutParameters.cpp: evidence for pointers to pointers, which types don't give.
#include "OutParameters.h"

#include "Places.h"

#include "llvm/IR/DataLayout.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace memtrace {

namespace {

/// What Call returns is also what its function returns.
bool isResultOfFunction(const CallBase &Call, Places &AllPlaces) {
  if (Call.getType() != Call.getFunction()->getReturnType())
    return false;
  SmallPtrSet<const Value *, 8> Seen;
  SmallVector<const Value *, 8> Ahead = {&Call};
  while (!Ahead.empty()) {
    const Value *V = Ahead.pop_back_val();
    if (!Seen.insert(V).second)
      continue;
    for (const User *U : V->users()) {
      if (isa<ReturnInst>(U))
        return true;
      if (isa<PHINode>(U) || isa<SelectInst>(U))
        Ahead.push_back(U);
      auto *Store = dyn_cast<StoreInst>(U);
      const AllocaInst *Variable =
          Store ? AllPlaces.of(Store->getPointerOperand()).variable() : nullptr;
      if (!Variable)
        continue;
      for (const Places::VariableUse &Use : AllPlaces.usesOf(*Variable))
        if (isa<LoadInst>(Use.TheUse->getUser()))
          Ahead.push_back(Use.TheUse->getUser());
    }
  }
  return Call.getType()->isVoidTy();
}

bool isVariableForPointer(const Place &Target) {
  const AllocaInst *Variable = Target.variable();
  return Variable && !Target.IsField && Target.Offset == 0 &&
         Variable->getAllocatedType()->isPointerTy();
}

/// Types don't tell. But F stores a pointer through Parameter, or is given the
/// address of one: `void *p; f(&p, n);`.
bool isPointerToPointer(const Argument &Parameter, Places &AllPlaces) {
  const Function &F = *Parameter.getParent();
  auto StoresPointer = [&](const Instruction &I) {
    auto *Store = dyn_cast<StoreInst>(&I);
    if (!Store || !Store->getValueOperand()->getType()->isPointerTy())
      return false;
    Place Target = AllPlaces.of(Store->getPointerOperand());
    return Target.Where == Place::Parameter && !Target.IsField &&
           Target.Base == &Parameter;
  };
  auto PassesAddress = [&](const Use &U) {
    auto *Call = dyn_cast<CallBase>(U.getUser());
    return Call && Call->isCallee(&U) &&
           Parameter.getArgNo() < Call->arg_size() &&
           isVariableForPointer(
               AllPlaces.of(Call->getArgOperand(Parameter.getArgNo())));
  };
  return any_of(F.uses(), PassesAddress) ||
         any_of(instructions(F), StoresPointer);
}

} // namespace

bool mayGetPointer(const CallBase &Call, const Value &Argument,
                   Places &AllPlaces) {
  Place Target = AllPlaces.of(&Argument);
  if (Target.Where != Place::Parameter)
    return isVariableForPointer(Target);
  return !Target.IsField && Target.Offset == 0 &&
         isResultOfFunction(Call, AllPlaces) &&
         isPointerToPointer(*Target.parameter(), AllPlaces);
}

} // namespace memtrace
