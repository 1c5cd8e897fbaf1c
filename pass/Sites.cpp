// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sites.cpp: sites, frames and strings as globals.
#include "Sites.h"

#include "AllocationFunctions.h"
#include "LLVMCompat.h"
#include "memtrace/abi.h"

#include "llvm/IR/DataLayout.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace memtrace {

Sites::Sites(Module &M, bool Stacks)
    : M(M), Stacks(Stacks), Note(M, Stacks), Types(M) {
  LLVMContext &C = M.getContext();
  Type *I32 = Type::getInt32Ty(C), *I16 = Type::getInt16Ty(C);
  SiteType = StructType::get(C, {I32, I32, I32, I32, I32, I16, I16, I32});
  FrameType = StructType::get(C, {I32, I32, I32, I32});
  assert(
      M.getDataLayout().getTypeAllocSize(SiteType) == sizeof(memtrace_site) &&
      M.getDataLayout().getTypeAllocSize(FrameType) == sizeof(memtrace_frame));
}

GlobalVariable *Sites::create(Type *Type, bool IsConstant,
                              const Twine &Name) const {
  auto *Global = new GlobalVariable(M, Type, IsConstant,
                                    GlobalValue::PrivateLinkage, nullptr, Name);
  if (IsConstant)
    Global->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  return Global;
}

Constant *Sites::relative(Constant *Target, GlobalVariable *Holder,
                          ArrayRef<unsigned> Field) const {
  LLVMContext &C = M.getContext();
  Type *I32 = Type::getInt32Ty(C), *I64 = Type::getInt64Ty(C);
  SmallVector<Constant *, 4> Indices = {ConstantInt::get(I32, 0)};
  for (unsigned Index : Field)
    Indices.push_back(ConstantInt::get(I32, Index));
  Constant *Here = ConstantExpr::getInBoundsGetElementPtr(
      Holder->getValueType(), Holder, Indices);
  return ConstantExpr::getTrunc(
      ConstantExpr::getSub(ConstantExpr::getPtrToInt(Target, I64),
                           ConstantExpr::getPtrToInt(Here, I64)),
      I32);
}

GlobalVariable *Sites::stringOf(StringRef Text) {
  GlobalVariable *&Global = KnownStrings[Text];
  if (!Global) {
    Constant *Bytes = ConstantDataArray::getString(M.getContext(), Text);
    Global = create(Bytes->getType(), true, "memtrace.string");
    Global->setInitializer(Bytes);
    Global->setAlignment(Align(1));
  }
  return Global;
}

GlobalVariable *Sites::framesOf(const CallChain &Chain, StringRef Key) {
  GlobalVariable *&Global = KnownFrames[Key];
  if (Global)
    return Global;
  Type *I32 = Type::getInt32Ty(M.getContext());
  auto *Array = ArrayType::get(FrameType, Chain.Frames.size());
  auto *WithUnit = StructType::get(M.getContext(), {Array, I32});
  Global = create(WithUnit, true, "memtrace.frames");
  SmallVector<Constant *, 8> Elements;
  for (const ChainFrame &Frame : Chain.Frames) {
    unsigned Index = Elements.size();
    auto Name = [&](StringRef Text, unsigned Field) -> Constant * {
      return Text.empty() ? ConstantInt::get(I32, 0)
                          : relative(stringOf(Text), Global, {0, Index, Field});
    };
    Elements.push_back(ConstantStruct::get(
        FrameType, {Name(Frame.Function, 0), Name(Frame.File, 1),
                    ConstantInt::get(I32, Frame.Line),
                    ConstantInt::get(I32, Frame.Column)}));
  }
  Global->setInitializer(
      ConstantStruct::get(WithUnit, {ConstantArray::get(Array, Elements),
                                     relative(Note.unit(), Global, {1})}));
  Global->setAlignment(Align(alignof(memtrace_frame)));
  return Global;
}

Constant *Sites::ofAllocation(const CallBase &Call, const CallChain &Chain) {
  return siteOf(Call, Chain, "");
}

Constant *Sites::ofFramedCall(const CallBase &Call, const CallChain &Chain) {
  const Function *Callee = Stacks ? calledFunction(Call) : nullptr;
  return siteOf(Call, Chain, Callee ? FunctionNames::of(*Callee) : "");
}

Constant *Sites::siteOf(const CallBase &Call, const CallChain &Chain,
                        StringRef Callee) {
  std::string Key;
  raw_string_ostream Stream(Key);
  for (const ChainFrame &Frame : Chain.Frames)
    Stream << Frame.Function << '\0' << Frame.File << '\0' << Frame.Line << ':'
           << Frame.Column << '\0';
  size_t FramesLength = Stream.str().size();
  unsigned UserFrame = Chain.UserFrame.value_or(0);
  uint32_t Flags = (Chain.UserFrame ? 0 : MEMTRACE_SITE_SYSTEM) |
                   (Chain.HasLines ? 0 : MEMTRACE_SITE_NO_LINES) |
                   (Stacks ? MEMTRACE_SITE_STACKS : 0);
  std::string AllocatedType = Types.nameFor(Call, Chain);
  Stream << UserFrame << ':' << Flags << ':' << AllocatedType << '\0' << Callee;

  LLVMContext &C = M.getContext();
  GlobalVariable *&Site = KnownSites[Stream.str()];
  if (!Site) {
    Type *I32 = Type::getInt32Ty(C), *I16 = Type::getInt16Ty(C);
    Constant *Zero = ConstantInt::get(I32, 0);
    GlobalVariable *Frames =
        framesOf(Chain, StringRef(Stream.str()).take_front(FramesLength));
    Site = create(SiteType, false, "memtrace.site");
    Site->addAttribute("data-section", MEMTRACE_SITES_SECTION);
    auto Name = [&](StringRef Text, unsigned Field) -> Constant * {
      return Text.empty() ? Zero : relative(stringOf(Text), Site, {Field});
    };
    Site->setInitializer(ConstantStruct::get(
        SiteType,
        {Zero, Zero, relative(Frames, Site, {2}), Name(AllocatedType, 3),
         Name(Callee, 4), ConstantInt::get(I16, Chain.Frames.size()),
         ConstantInt::get(I16, UserFrame), ConstantInt::get(I32, Flags)}));
    Site->setAlignment(Align(alignof(memtrace_site)));
  }
  return ConstantExpr::getPointerCast(Site, pointerType(C));
}

} // namespace memtrace
