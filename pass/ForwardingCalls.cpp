// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ForwardingCalls.cpp: a fixpoint from the allocation functions outwards.
#include "ForwardingCalls.h"

#include "AllocationFunctions.h"
#include "LLVMCompat.h"
#include "LibraryFunctions.h"
#include "MayAllocate.h"
#include "OutParameters.h"
#include "WrapperNames.h"

#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace memtrace {

namespace {

/// Where an allocation function stores its block, if it isn't the result.
constexpr StringLiteral StoresToItsFirst = "posix_memalign";

/// __attribute__((malloc)) or returns_nonnull: what it returns is a block,
/// also where the way of the block can't be followed. (A C++ reference is
/// never null either, and dereferenceable.)
bool promisesBlock(const Function &F) {
  const AttributeList Attributes = F.getAttributes();
  return Attributes.hasRetAttr(Attribute::NoAlias) ||
         (Attributes.hasRetAttr(Attribute::NonNull) &&
          !Attributes.hasRetAttr(Attribute::Dereferenceable));
}

/// Numbers of the arguments that alloc_size names; Said may be no attribute.
SmallVector<unsigned, 2> allocSizeArguments(Attribute Said) {
  if (!Said.isValid())
    return {};
  auto [First, Second] = Said.getAllocSizeArgs();
  if (Second)
    return {First, *Second};
  return {First};
}

/// Of C, that is: an object of C++ is not a block. Whose it is can't be told
/// where only the call is seen.
bool returnsStructInMemory(const CallBase &Call) {
  if (!Call.arg_size() || !Call.paramHasAttr(0, Attribute::StructRet))
    return false;
  const Function *Callee = calledFunction(Call);
  return Callee && !(Callee->isDeclarationForLinker() &&
                     startsWith(Callee->getName(), "_Z"));
}

/// F is this one call: `struct list list(void) { return list_sized(16); }`.
/// With pointers that would be `struct foo *make_foo(void)`, a factory.
bool isOnlyThisCall(const Function &F, const CallBase &Call) {
  return F.size() == 1 && !F.getReturnType()->isPointerTy() &&
         none_of(instructions(F), [&](const Instruction &I) {
           return isa<CallBase>(I) && !isa<IntrinsicInst>(I) && &I != &Call;
         });
}

} // namespace

ForwardingCalls::ForwardingCalls(Module &M, const MayAllocate &Allocates,
                                 const WrapperNames &Names)
    : Names(Names), AllPlaces(M.getDataLayout()), Blocks(AllPlaces),
      Origins(AllPlaces) {
  for (Function &F : M)
    if (!F.isDeclaration())
      collect(F, Allocates);
  for (CallBase *Call : Candidates)
    consider(*Call);
  while (!Grown.empty())
    for (CallBase *Call : CandidatesOf[Grown.pop_back_val()])
      consider(*Call);
}

void ForwardingCalls::collect(Function &F, const MayAllocate &Allocates) {
  Verdict Said = Names.verdictOn(F);
  if (Said == Verdict::Opaque || F.getName() == "main")
    return;
  if (Said == Verdict::Transparent ||
      (Names.shapesCount() && F.hasFnAttribute(Attribute::AllocSize)))
    takeAtWord(F, Allocates);
  else if (Names.shapesCount())
    for (Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I))
        if (Allocates(*Call)) {
          Candidates.push_back(Call);
          if (const Function *Callee = calledFunction(*Call))
            CandidatesOf[Callee].push_back(Call);
        }
}

/// Somebody said that F is a wrapper: all that it allocates is its caller's.
void ForwardingCalls::takeAtWord(Function &F, const MayAllocate &Allocates) {
  Wrapper &W = Wrappers[&F];
  W.Out.ByResult = true;
  if (F.hasFnAttribute(Attribute::AllocSize)) {
    for (unsigned Number :
         allocSizeArguments(F.getFnAttribute(Attribute::AllocSize)))
      W.Sizes.insert(Number);
  } else {
    for (const Argument &A : F.args())
      if (A.getType()->isIntegerTy())
        W.Sizes.insert(A.getArgNo());
  }
  for (Instruction &I : instructions(F))
    if (auto *Call = dyn_cast<CallBase>(&I))
      if (Allocates(*Call))
        Calls.insert(Call);
}

void ForwardingCalls::consider(CallBase &Call) {
  Offer Block;
  if (!offers(Call, Block))
    return;
  // Most functions of thousands of calls end here: tables that are filled in.
  if (Call.getFunction()->arg_empty() &&
      !isOnlyThisCall(*Call.getFunction(), Call))
    return;
  Exits Out = exitsOf(Call, Block);
  if (!Out.any())
    return;
  Origin Size = originOf(Block);
  if (!Size.isCallers()) {
    // An arena's blocks are of a size of their own, but the caller takes of
    // them what it wants.
    for (const Value *Step : Out.Steps)
      Size.add(Origins.ofValue(*Step));
    // A struct with a size by default is not yet what anybody wanted either.
    bool IsDefault = Out.ByResult && Wrappers.count(calledFunction(Call)) &&
                     isOnlyThisCall(*Call.getFunction(), Call);
    if (Size.Parameters.empty() && !IsDefault)
      return;
  }
  // What a measured object gets stored elsewhere is its own business. (A
  // union's member looks like `*out`: without that, lexers would be wrappers.)
  if (Size.Parameters.empty())
    Out.ByParameter.clear();
  if (!Out.any())
    return;
  Calls.insert(&Call);
  Function &F = *Call.getFunction();
  auto [Known, IsNew] = Wrappers.insert({&F, {}});
  bool Changed = IsNew;
  Changed |= Known->second.Out.add(Out);
  for (unsigned Number : Size.Parameters)
    Changed |= Known->second.Sizes.insert(Number);
  if (Changed)
    Grown.insert(&F);
}

bool ForwardingCalls::offers(const CallBase &Call, Offer &Result) {
  const Function *Callee = calledFunction(Call);
  auto SizedBy = [&](unsigned Number) {
    if (Number < Call.arg_size())
      Result.Sizes.push_back(Call.getArgOperand(Number));
  };
  auto StoredTo = [&](unsigned Number) {
    if (Number < Call.arg_size() &&
        Call.getArgOperand(Number)->getType()->isPointerTy())
      Result.Targets.push_back(Call.getArgOperand(Number));
  };
  if (!Callee) {
    offerOfUnknown(Call, Result);
    return true;
  }
  auto Known = Wrappers.find(const_cast<Function *>(Callee));
  if (Known != Wrappers.end()) {
    Result.ByResult = Known->second.Out.ByResult;
    for (unsigned Number : Known->second.Out.ByParameter)
      StoredTo(Number);
    for (unsigned Number : Known->second.Sizes)
      SizedBy(Number);
    return true;
  }
  // A function with a body here that is no wrapper allocates for itself.
  if (!Callee->isDeclarationForLinker() ||
      Names.verdictOn(*Callee) == Verdict::Opaque)
    return false;
  if (const LibraryAllocation *Row = libraryAllocation(Callee->getName())) {
    Result.ByResult = Row->OutParameter < 0;
    if (!Result.ByResult)
      StoredTo(Row->OutParameter);
    for (unsigned Number = 0; Number != Call.arg_size(); ++Number)
      if (Row->Sizes >> Number & 1)
        SizedBy(Number);
  } else if (Callee->getName() == StoresToItsFirst) {
    StoredTo(0);
    SizedBy(2);
  } else {
    offerOfUnknown(Call, Result);
  }
  return true;
}

/// Another file's function, or one behind a pointer. Any integer may be the
/// size, unless alloc_size says which; a pointer's pointer may get the block.
void ForwardingCalls::offerOfUnknown(const CallBase &Call, Offer &Result) {
  Result.ByResult = true;
  const Function *Callee = calledFunction(Call);
  bool CopiesString = Callee && isNamedAsStringCopy(Callee->getName());
  Attribute AllocSize = Call.getFnAttr(Attribute::AllocSize);
  if (Callee && !AllocSize.isValid())
    AllocSize = Callee->getFnAttribute(Attribute::AllocSize);
  const SmallVector<unsigned, 2> Said = allocSizeArguments(AllocSize);
  for (const Use &U : Call.args()) {
    unsigned Number = Call.getArgOperandNo(&U);
    bool IsPointer = U->getType()->isPointerTy();
    if (Said.empty() ? (U->getType()->isIntegerTy() && !isa<Constant>(U)) ||
                           (IsPointer && CopiesString)
                     : is_contained(Said, Number))
      Result.Sizes.push_back(U);
    if (IsPointer && !allocationFunction(Call) &&
        mayGetPointer(Call, *U, AllPlaces))
      Result.Targets.push_back(U);
  }
}

Exits ForwardingCalls::exitsOf(const CallBase &Call, const Offer &Block) {
  Exits Out;
  if (Block.ByResult && !Call.getType()->isVoidTy() &&
      !Call.getType()->isIntegerTy()) {
    Out = Blocks.ofValue(Call);
    if (!Out.any() && Call.getType()->isPointerTy() &&
        promisesBlock(*Call.getFunction()))
      Out.ByResult = true;
  }
  for (const Value *Target : Block.Targets)
    Out.add(Blocks.ofTarget(*Target));
  if (Block.ByResult && returnsStructInMemory(Call))
    Out.add(Blocks.ofTarget(*Call.getArgOperand(0)));
  return Out;
}

Origin ForwardingCalls::originOf(const Offer &Block) {
  Origin Sum;
  for (const Value *Size : Block.Sizes)
    Sum.add(Size->getType()->isPointerTy() ? Origins.ofString(*Size)
                                           : Origins.ofValue(*Size));
  return Sum;
}

SmallVector<Function *, 16> ForwardingCalls::functions() const {
  SmallVector<Function *, 16> Result;
  for (const auto &Entry : Wrappers)
    Result.push_back(Entry.first);
  return Result;
}

} // namespace memtrace
