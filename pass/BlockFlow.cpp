// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// BlockFlow.cpp: blocks followed through casts, offsets, masks, choices,
// variables, plain structs and functions that return what they are given.
#include "BlockFlow.h"

#include "AllocationFunctions.h"
#include "LibraryFunctions.h"
#include "Places.h"

#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

#include <set>

using namespace llvm;

namespace memtrace {

namespace {

/// Both read the same memory, if nothing is stored between them.
bool isSameAddress(const Value *A, const Value *B) {
  if (A == B)
    return true;
  auto *X = dyn_cast<Instruction>(A), *Y = dyn_cast<Instruction>(B);
  if (!X || !Y || !X->isSameOperationAs(Y) ||
      !(isa<LoadInst>(X) || isa<GetElementPtrInst>(X) || isa<CastInst>(X)))
    return false;
  for (unsigned I = 0; I != X->getNumOperands(); ++I)
    if (!isSameAddress(X->getOperand(I), Y->getOperand(I)))
      return false;
  return true;
}

} // namespace

bool Exits::add(const Exits &Other) {
  bool Changed = Other.ByResult && !ByResult;
  ByResult |= Other.ByResult;
  for (unsigned Number : Other.ByParameter)
    Changed |= ByParameter.insert(Number);
  Steps.append(Other.Steps.begin(), Other.Steps.end());
  return Changed;
}

class BlockFlow::Walk {
public:
  Walk(BlockFlow &Flow, const Function &F, bool IsArgument = false)
      : Flow(Flow), Layout(Flow.AllPlaces.Layout),
        PointerBytes(Layout.getPointerSize()), IsArgument(IsArgument),
        MayReturn(!F.getReturnType()->isIntegerTy() &&
                  holdsPointer(F.getReturnType())) {}

  void followValue(const Value &V) {
    if (!Values.insert(&V).second)
      return;
    for (const Use &U : V.uses())
      followUse(U);
  }

  /// A block that was stored somewhere may leave from there in the same call:
  /// `*slot = malloc(n); ...; return *slot;`. An element of it doesn't count.
  void followKept(const Function &F) {
    if (Found.ByResult || Kept.empty())
      return;
    IsReload = true;
    for (const Value *Address : SmallVector<const Value *, 2>(Kept))
      for (const Instruction &I : instructions(F))
        if (auto *Load = dyn_cast<LoadInst>(&I))
          if (isSameAddress(Load->getPointerOperand(), Address))
            followValue(*Load);
  }

  /// Somebody stored the block to *Pointer.
  void followTarget(const Value &Pointer) {
    Place Target = Flow.AllPlaces.of(&Pointer);
    if (const AllocaInst *Variable = Target.variable())
      followVariable(*Variable, Target.Offset);
    else if (Target.Where == Place::Parameter)
      leaveThrough(*Target.parameter(), Target.IsField);
  }

  Exits Found;

private:
  /// Or an integer that may be a pointer: structs are returned as such.
  bool holdsPointer(Type *T) const {
    if (T->isPointerTy() || T->isIntegerTy(PointerBytes * 8))
      return true;
    if (auto *Array = dyn_cast<ArrayType>(T))
      return holdsPointer(Array->getElementType());
    auto *Struct = dyn_cast<StructType>(T);
    return Struct && any_of(Struct->elements(), [&](Type *Element) {
             return holdsPointer(Element);
           });
  }

  void leaveThrough(const Argument &Parameter, bool IsField) {
    if (Parameter.hasStructRetAttr())
      Found.ByResult = true; // a struct that is returned in memory
    else if (!IsField)
      Found.ByParameter.insert(Parameter.getArgNo());
  }

  void followUse(const Use &U) {
    auto *I = cast<Instruction>(U.getUser());
    if (isa<ReturnInst>(I)) {
      Found.ByResult |= MayReturn;
    } else if (auto *Store = dyn_cast<StoreInst>(I)) {
      if (U.getOperandNo() == 0) {
        followTarget(*Store->getPointerOperand());
        keep(*Store->getPointerOperand());
      }
    } else if (auto *Step = dyn_cast<GetElementPtrInst>(I)) {
      if (U.getOperandNo() == 0) {
        noteStep(*Step);
        if (!IsReload || Step->hasAllConstantIndices())
          followValue(*Step);
      }
    } else if (auto *Call = dyn_cast<CallBase>(I)) {
      if (Call->isArgOperand(&U) &&
          Flow.returnsArgument(*Call, Call->getArgOperandNo(&U)))
        followValue(*Call);
    } else if (isa<CastInst>(I) || isa<PHINode>(I) || isa<SelectInst>(I) ||
               isa<BinaryOperator>(I) || isa<FreezeInst>(I) ||
               isa<InsertValueInst>(I) || isa<ExtractValueInst>(I)) {
      followValue(*I);
    }
  }

  void keep(const Value &Address) {
    if (Flow.AllPlaces.of(&Address).variable())
      return;
    Kept.push_back(&Address);
    if (IsArgument)
      followHolder(Address);
  }

  /// What a function is given goes to its caller in the object that it makes:
  /// `return make_string(xstrdup(s))`.
  void followHolder(const Value &Field) {
    const Value *Object = getUnderlyingObject(&Field);
    auto *Load = dyn_cast<LoadInst>(Object);
    const AllocaInst *Variable =
        Load ? Flow.AllPlaces.of(Load->getPointerOperand()).variable()
             : nullptr;
    if (!Variable)
      return;
    for (const Places::VariableUse &Use : Flow.AllPlaces.usesOf(*Variable)) {
      auto *Store = dyn_cast<StoreInst>(Use.TheUse->getUser());
      if (!Store || Use.TheUse->getOperandNo() != 1)
        continue;
      const Value *Made = Store->getValueOperand()->stripPointerCasts();
      if (isa<CallBase>(Made) && Flow.ofValue(*Made).ByResult)
        Found.ByResult = true;
    }
  }

  void noteStep(const GetElementPtrInst &Step) {
    if (Step.getNumIndices() != 1 || Step.hasAllConstantIndices())
      return;
    for (const User *U : Step.users())
      if (auto *Store = dyn_cast<StoreInst>(U))
        if (!Flow.AllPlaces.of(Store->getPointerOperand()).variable())
          Found.Steps.push_back(*Step.idx_begin());
  }

  void followVariable(const AllocaInst &Variable,
                      std::optional<int64_t> Offset) {
    // A copy within an array may move on and on: then it is anywhere.
    if (Offset && ++OffsetsIn[&Variable] > MostOffsets)
      Offset = std::nullopt;
    if (!Variables.insert({&Variable, Offset}).second)
      return;
    for (const Places::VariableUse &Use : Flow.AllPlaces.usesOf(Variable)) {
      if (auto *Load = dyn_cast<LoadInst>(Use.TheUse->getUser())) {
        if (holdsPointer(Load->getType()) &&
            mayOverlap(Use.Offset, Layout.getTypeStoreSize(Load->getType()),
                       Offset))
          followValue(*Load);
      } else if (auto *Copy =
                     dyn_cast<MemTransferInst>(Use.TheUse->getUser())) {
        if (Use.TheUse->getOperandNo() == 1)
          followCopy(*Copy, Use.Offset, Offset);
      }
    }
  }

  /// Of the struct that is copied from Where on, the block is at Offset.
  void followCopy(const MemTransferInst &Copy, std::optional<int64_t> Where,
                  std::optional<int64_t> Offset) {
    auto *Length = dyn_cast<ConstantInt>(Copy.getLength());
    if (Where && Offset &&
        (*Offset < *Where ||
         (Length && *Offset >= *Where + Length->getSExtValue())))
      return; // not a part of what is copied
    Place Target = Flow.AllPlaces.of(Copy.getRawDest());
    if (const AllocaInst *Variable = Target.variable()) {
      std::optional<int64_t> Moved;
      if (Target.Offset && Where && Offset)
        Moved = *Target.Offset + *Offset - *Where;
      followVariable(*Variable, Moved);
    } else if (Target.Where == Place::Parameter) {
      leaveThrough(*Target.parameter(), /*IsField=*/true);
    }
  }

  BlockFlow &Flow;
  const DataLayout &Layout;
  const unsigned PointerBytes;
  const bool IsArgument; // given to the function, not made in it
  const bool MayReturn;
  bool IsReload = false;
  SmallVector<const Value *, 2> Kept; // addresses of other than variables
  SmallPtrSet<const Value *, 16> Values;
  std::set<std::pair<const AllocaInst *, std::optional<int64_t>>> Variables;
  static constexpr unsigned MostOffsets = 16;
  SmallDenseMap<const AllocaInst *, unsigned, 4> OffsetsIn;
};

Exits BlockFlow::ofValue(const Value &Block) {
  auto *A = dyn_cast<Argument>(&Block);
  const Function &F =
      A ? *A->getParent() : *cast<Instruction>(Block).getFunction();
  Walk W(*this, F, /*IsArgument=*/A != nullptr);
  W.followValue(Block);
  W.followKept(F);
  return W.Found;
}

Exits BlockFlow::ofTarget(const Value &Pointer) {
  if (auto *A = dyn_cast<Argument>(&Pointer)) {
    Walk W(*this, *A->getParent());
    W.followTarget(Pointer);
    return W.Found;
  }
  auto *I = dyn_cast<Instruction>(&Pointer);
  if (!I)
    return {};
  Walk W(*this, *I->getFunction());
  W.followTarget(Pointer);
  return W.Found;
}

bool BlockFlow::returnsArgument(const CallBase &Call, unsigned Number) {
  if (Call.paramHasAttr(Number, Attribute::Returned))
    return true;
  const Function *Callee = calledFunction(Call);
  if (!Callee)
    return false;
  if (Callee->isDeclaration())
    return returnsFirstArgument(Callee->getName()) && Number == 0;
  if (Number >= Callee->arg_size())
    return false;
  // Until it is known, a recursive function returns nothing of the kind.
  auto [Known, IsNew] = Returned.try_emplace({Callee, Number}, false);
  if (!IsNew)
    return Known->second;
  bool Result = ofValue(*Callee->getArg(Number)).ByResult;
  return Returned[{Callee, Number}] = Result;
}

} // namespace memtrace
