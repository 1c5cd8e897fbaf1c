// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// DestinationType.cpp: follows a result to where it is stored, and the address
// of that place back to a variable whose type was declared.
#include "DestinationType.h"

#include "LLVMCompat.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace memtrace {

namespace {

/// Type without the names and qualifiers around it.
const DIType *plain(const DIType *Type) {
  while (auto *Derived = dyn_cast_or_null<DIDerivedType>(Type)) {
    switch (Derived->getTag()) {
    case dwarf::DW_TAG_typedef:
    case dwarf::DW_TAG_const_type:
    case dwarf::DW_TAG_volatile_type:
    case dwarf::DW_TAG_restrict_type:
    case dwarf::DW_TAG_atomic_type:
      Type = Derived->getBaseType();
      break;
    default:
      return Type;
    }
  }
  return Type;
}

const DIType *pointee(const DIType *Type) {
  auto *Pointer = dyn_cast_or_null<DIDerivedType>(plain(Type));
  if (!Pointer || (Pointer->getTag() != dwarf::DW_TAG_pointer_type &&
                   Pointer->getTag() != dwarf::DW_TAG_reference_type))
    return nullptr;
  return Pointer->getBaseType();
}

uint64_t sizeOf(const DIType *Type) {
  const DIType *Plain = plain(Type);
  return Plain ? Plain->getSizeInBits() / 8 : 0;
}

/// What lies Offset bytes into an object of this type; null where it isn't one
/// member alone, as in a union.
const DIType *memberAt(const DIType *Type, uint64_t Offset) {
  auto *Class = dyn_cast_or_null<DICompositeType>(plain(Type));
  if (!Class)
    return Offset ? nullptr : Type;
  if (Class->getTag() == dwarf::DW_TAG_array_type) {
    const DIType *Element = Class->getBaseType();
    uint64_t Bytes = sizeOf(Element);
    return Bytes ? memberAt(Element, Offset % Bytes) : nullptr;
  }
  const DIType *Found = nullptr;
  for (const DINode *Element : Class->getElements()) {
    auto *Member = dyn_cast_or_null<DIDerivedType>(Element);
    if (!Member || Member->isStaticMember() ||
        (Member->getTag() != dwarf::DW_TAG_member &&
         Member->getTag() != dwarf::DW_TAG_inheritance))
      continue;
    uint64_t Start = Member->getOffsetInBits() / 8;
    if (Offset < Start || Offset >= Start + sizeOf(Member->getBaseType()))
      continue;
    if (Found)
      return nullptr;
    Found = memberAt(Member->getBaseType(), Offset - Start);
    if (!Found)
      return nullptr;
  }
  return Found;
}

const DIType *typeAt(const Value *Address, const DataLayout &Layout);

/// One of many, at a place that only the running program knows: p[i].
const DIType *typeAtElement(const GEPOperator &Element,
                            const DataLayout &Layout) {
  const DIType *Base = typeAt(Element.getPointerOperand(), Layout);
  if (!Base)
    return nullptr;
  Type *Source = Element.getSourceElementType();
  if (Element.getNumIndices() == 1) {
    bool IsSameSize = sizeOf(Base) == Layout.getTypeAllocSize(Source);
    return IsSameSize ? Base : nullptr;
  }
  if (Source->isArrayTy() && Element.getNumIndices() == 2)
    return memberAt(Base, 0);
  return nullptr;
}

/// The declared type of the object at Address.
const DIType *typeAt(const Value *Address, const DataLayout &Layout) {
  APInt Offset(64, 0);
  const Value *Start = Address->stripAndAccumulateConstantOffsets(
      Layout, Offset, /*AllowNonInbounds=*/true);
  if (Start != Address) {
    const DIType *Base = typeAt(Start, Layout);
    uint64_t Bytes = Base ? sizeOf(Base) : 0;
    if (!Bytes || Offset.isNegative())
      return nullptr;
    // Past its end there is one more of the same: p[1].
    return memberAt(Base, Offset.getZExtValue() % Bytes);
  }
  if (auto *Global = dyn_cast<GlobalVariable>(Address)) {
    SmallVector<DIGlobalVariableExpression *, 1> Declared;
    Global->getDebugInfo(Declared);
    return Declared.empty() ? nullptr
                            : Declared.front()->getVariable()->getType();
  }
  if (const DILocalVariable *Variable = declaredVariable(*Address))
    return Variable->getType();
  if (auto *Element = dyn_cast<GEPOperator>(Address))
    return typeAtElement(*Element, Layout);
  if (auto *Load = dyn_cast<LoadInst>(Address))
    return pointee(typeAt(Load->getPointerOperand(), Layout));
  return nullptr;
}

/// The type of the pointers that Result becomes, in Found; false if they
/// differ.
class Destination {
public:
  explicit Destination(const CallBase &Call)
      : Layout(Call.getModule()->getDataLayout()),
        Subprogram(Call.getFunction()->getSubprogram()) {}

  void follow(const Value &Result) {
    if (!Seen.insert(&Result).second)
      return;
    for (const User *U : Result.users()) {
      if (isa<BitCastInst>(U) || isa<PHINode>(U) || isa<SelectInst>(U)) {
        follow(*U);
      } else if (isa<ReturnInst>(U)) {
        addReturn();
      } else if (auto *Store = dyn_cast<StoreInst>(U)) {
        if (Store->getValueOperand() == &Result)
          addPlace(Store->getPointerOperand());
      }
    }
  }

  void addPlace(const Value *Address) {
    if (isReturnSlot(Address))
      addReturn();
    else
      add(typeAt(Address, Layout));
  }

  const DIType *type() const { return IsOne ? Found : nullptr; }

private:
  /// A function with several returns has a variable of the compiler's.
  static bool isReturnSlot(const Value *Address) {
    auto *Slot = dyn_cast<AllocaInst>(Address);
    return Slot && any_of(Slot->users(), [](const User *U) {
             return isa<LoadInst>(U) && U->hasOneUse() &&
                    isa<ReturnInst>(*U->user_begin());
           });
  }

  void addReturn() {
    if (!Subprogram || !Subprogram->getType())
      return;
    auto Types = Subprogram->getType()->getTypeArray();
    if (Types.size())
      add(Types[0]);
  }

  void add(const DIType *Pointer) {
    const DIType *Type = pointee(Pointer);
    if (!Type || !plain(Type)) // void
      return;
    if (Found && Found != Type)
      IsOne = false;
    Found = Type;
  }

  const DataLayout &Layout;
  const DISubprogram *Subprogram;
  SmallPtrSet<const Value *, 8> Seen;
  const DIType *Found = nullptr;
  bool IsOne = true;
};

} // namespace

const DIType *destinationType(const CallBase &Call) {
  Destination Result(Call);
  if (Call.getType()->isPointerTy())
    Result.follow(Call);
  else if (Call.arg_size() && Call.getArgOperand(0)->getType()->isPointerTy())
    Result.addPlace(Call.getArgOperand(0));
  return Result.type();
}

} // namespace memtrace
