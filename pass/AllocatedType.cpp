// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// AllocatedType.cpp: the mark of allocated types, and its use.
#include "AllocatedType.h"

#include "AllocationFunctions.h"
#include "DestinationType.h"
#include "LLVMCompat.h"
#include "Transparent.h"
#include "TypeNames.h"

#include "llvm/IR/InstIterator.h"

using namespace llvm;

namespace memtrace {

namespace {

constexpr StringLiteral TypesMark = "memtrace.types";

const DIType *writtenType(const CallBase &Call) {
  return dyn_cast_or_null<DIType>(Call.getMetadata("heapallocsite"));
}

/// All that Call allocates is for its result.
bool allocatesItsResult(const CallBase &Call) {
  if (allocationFunction(Call))
    return true;
  const Function *Callee = calledFunction(Call);
  return Callee && (isTransparent(*Callee) ||
                    Callee->hasFnAttribute(Attribute::AllocSize));
}

/// The T of `std::allocator<T>::allocate` and its like.
std::string allocatorsType(const DISubprogram &Subprogram) {
  auto *Class = dyn_cast_or_null<DICompositeType>(Subprogram.getScope());
  if (!Class || !startsWith(Subprogram.getName(), "allocate"))
    return "";
  StringRef Name = Class->getName().split('<').first;
  bool IsAllocator =
      Name.take_back(strlen("allocator")).compare_insensitive("allocator") == 0;
  return IsAllocator ? firstTypeArgument(*Class) : "";
}

} // namespace

void markAllocatedTypes(Module &M) {
  NamedMDNode *Types = nullptr;
  for (Function &F : M) {
    if (!F.getSubprogram())
      continue;
    for (Instruction &I : instructions(F)) {
      auto *Call = dyn_cast<CallBase>(&I);
      if (!Call || !Call->getDebugLoc() || !allocatesItsResult(*Call))
        continue;
      const DIType *Type = writtenType(*Call);
      if (!Type)
        Type = destinationType(*Call);
      if (!Type)
        continue;
      if (!Types)
        Types = M.getOrInsertNamedMetadata(TypesMark);
      Types->addOperand(
          MDNode::get(M.getContext(), {Call->getDebugLoc().getAsMDNode(),
                                       const_cast<DIType *>(Type)}));
    }
  }
}

AllocatedTypes::AllocatedTypes(const Module &M) {
  const NamedMDNode *Marks = M.getNamedMetadata(TypesMark);
  if (!Marks)
    return;
  for (const MDNode *Mark : Marks->operands()) {
    auto *Type = cast<DIType>(Mark->getOperand(1));
    auto [Known, IsNew] =
        Types.try_emplace(keyOf(*cast<DILocation>(Mark->getOperand(0))), Type);
    if (!IsNew && Known->second != Type)
      Known->second = nullptr;
  }
}

std::string AllocatedTypes::nameFor(const CallBase &Call,
                                    const CallChain &Chain) const {
  if (const DIType *Type = writtenType(Call))
    return typeName(Type);
  unsigned Left = Chain.UserFrame.value_or(Chain.Frames.size() - 1) + 1;
  const DILocation *Location = Call.getDebugLoc();
  for (; Location && Left; Location = Location->getInlinedAt(), --Left) {
    auto Known = Types.find(keyOf(*Location));
    std::string Name =
        Known != Types.end()
            ? typeName(Known->second)
            : allocatorsType(*Location->getScope()->getSubprogram());
    if (!Name.empty())
      return Name;
  }
  return "";
}

void AllocatedTypes::forget(Module &M) {
  if (NamedMDNode *Marks = M.getNamedMetadata(TypesMark))
    M.eraseNamedMetadata(Marks);
}

} // namespace memtrace
