// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Places.cpp: pointers followed back to variables and parameters.
#include "Places.h"

#include "LLVMCompat.h"

using namespace llvm;

namespace memtrace {

namespace {

std::optional<int64_t> constantOffset(const GEPOperator &Step,
                                      const DataLayout &Layout) {
  APInt Offset(Layout.getIndexSizeInBits(Step.getPointerAddressSpace()), 0);
  if (!Step.accumulateConstantOffset(Layout, Offset))
    return std::nullopt;
  return Offset.getSExtValue();
}

std::optional<int64_t> sum(std::optional<int64_t> A, std::optional<int64_t> B) {
  if (!A || !B)
    return std::nullopt;
  return *A + *B;
}

} // namespace

Place Places::of(const Value *Pointer) {
  // Until it is known, a pointer that is computed from itself points nowhere.
  auto [Found, IsNew] = Known.try_emplace(Pointer);
  if (!IsNew)
    return Found->second;
  Place Result = find(Pointer);
  return Known[Pointer] = Result;
}

Place Places::find(const Value *Pointer) {
  if (isa<Argument>(Pointer))
    return {Place::Parameter, Pointer};
  if (isa<AllocaInst>(Pointer))
    return {Place::Local, Pointer};
  if (auto *Step = dyn_cast<GEPOperator>(Pointer))
    return afterStep(*Step);
  if (auto *Load = dyn_cast<LoadInst>(Pointer))
    return afterLoad(*Load);
  if (auto *I = dyn_cast<Instruction>(Pointer))
    if (isa<CastInst>(I) || isa<PHINode>(I) || isa<SelectInst>(I) ||
        isa<FreezeInst>(I))
      return best(I->operands());
  return {};
}

Place Places::afterStep(const GEPOperator &Step) {
  Place Result = of(Step.getPointerOperand());
  Result.Offset = sum(Result.Offset, constantOffset(Step, Layout));
  if (auto *Type = dyn_cast<StructType>(Step.getSourceElementType())) {
    Result.IsField = true;
    Result.IsCapture |=
        Type->hasName() && startsWith(Type->getName(), "class.anon");
  }
  return Result;
}

Place Places::afterLoad(const LoadInst &Load) {
  Place From = of(Load.getPointerOperand());
  if (const AllocaInst *Variable = From.variable())
    return storedTo(*Variable, From.Offset);
  if (!From.isCallers())
    return {};
  Place Result = {Place::Reached, From.Base};
  Result.IsCapture = From.IsCapture; // captured by reference
  return Result;
}

/// Where the pointers that Variable holds point to; what the caller gave
/// counts more than anything else that is put there.
Place Places::storedTo(const AllocaInst &Variable,
                       std::optional<int64_t> Offset) {
  auto [Found, IsNew] = Contents.try_emplace({&Variable, Offset});
  if (!IsNew)
    return Found->second;
  SmallVector<const Value *, 4> Values;
  for (const VariableUse &Use : usesOf(Variable)) {
    auto *Store = dyn_cast<StoreInst>(Use.TheUse->getUser());
    if (Store && Use.TheUse->getOperandNo() == 1 &&
        mayOverlap(Use.Offset, 1, Offset))
      Values.push_back(Store->getValueOperand());
  }
  Place Result = best(Values);
  return Contents[{&Variable, Offset}] = Result;
}

template <class Range> Place Places::best(const Range &Values) {
  Place Best;
  for (const Value *V : Values) {
    Place Found = V->getType()->isPointerTy() ? of(V) : Place();
    if (Best.Where == Place::Other ||
        (Found.isCallers() && Best.Where != Place::Parameter))
      Best = Found;
  }
  return Best;
}

ArrayRef<Places::VariableUse> Places::usesOf(const AllocaInst &Variable) {
  auto &Found = Uses[&Variable];
  if (!Found) {
    Found = std::make_unique<SmallVector<VariableUse, 8>>();
    addUses(Variable, 0, *Found);
  }
  return *Found;
}

void Places::addUses(const Value &Address, std::optional<int64_t> Offset,
                     SmallVectorImpl<VariableUse> &Result) {
  for (const Use &U : Address.uses()) {
    if (auto *Step = dyn_cast<GEPOperator>(U.getUser()))
      addUses(*Step, sum(Offset, constantOffset(*Step, Layout)), Result);
    else if (isa<CastInst>(U.getUser()))
      addUses(*U.getUser(), Offset, Result);
    else
      Result.push_back({&U, Offset});
  }
}

} // namespace memtrace
