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

Sites::Id Sites::ofAllocation(const CallBase &Call, const CallChain &Chain) {
  return siteOf(Call, Chain, "");
}

Sites::Id Sites::ofFramedCall(const CallBase &Call, const CallChain &Chain) {
  const Function *Callee = Stacks ? calledFunction(Call) : nullptr;
  return siteOf(Call, Chain, Callee ? FunctionNames::of(*Callee) : "");
}

Sites::Id Sites::siteOf(const CallBase &Call, const CallChain &Chain,
                        StringRef Callee) {
  const Function *With = Stacks ? Call.getFunction() : nullptr;
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
  Stream << UserFrame << ':' << Flags << ':' << AllocatedType << '\0' << Callee
         << '\0' << static_cast<const void *>(With);

  auto [Known, IsNew] = KnownSites.try_emplace(Stream.str(), Id(0));
  if (!IsNew)
    return Known->second;
  auto StringFor = [&](StringRef Text) {
    return Text.empty() ? nullptr : stringOf(Text);
  };
  Descriptions.push_back(
      {framesOf(Chain, StringRef(Stream.str()).take_front(FramesLength)),
       StringFor(AllocatedType), StringFor(Callee),
       static_cast<unsigned>(Chain.Frames.size()), UserFrame, Flags, With});
  return Known->second = Descriptions.size() - 1;
}

void Sites::layOut() {
  DenseMap<const Function *, unsigned> Of;
  for (const Description &D : Descriptions) {
    unsigned Index = Groups.size();
    if (D.With)
      Index = Of.try_emplace(D.With, Index).first->second;
    if (Index == Groups.size())
      Groups.emplace_back();
    Members.push_back({Index, Groups[Index].Members.size()});
    Groups[Index].Members.push_back(Members.size() - 1);
  }
  for (Group &Given : Groups)
    layOut(Given);
}

void Sites::layOut(Group &Given) {
  bool Single = Given.Members.size() == 1;
  auto *Array = ArrayType::get(SiteType, Given.Members.size());
  GlobalVariable *Variable = Single ? create(SiteType, false, "memtrace.site")
                                    : create(Array, false, "memtrace.sites");
  SmallVector<Constant *, 8> Values;
  for (Id Member : Given.Members) {
    SmallVector<unsigned, 1> Index;
    if (!Single)
      Index.push_back(Values.size());
    Values.push_back(initializerOf(Descriptions[Member], Variable, Index));
  }
  Variable->setInitializer(Single ? Values[0]
                                  : ConstantArray::get(Array, Values));
  Variable->addAttribute("data-section", MEMTRACE_SITES_SECTION);
  Variable->setAlignment(Align(alignof(memtrace_site)));
  Given.Variable = Variable;
}

Constant *Sites::initializerOf(const Description &D, GlobalVariable *Holder,
                               ArrayRef<unsigned> Index) const {
  LLVMContext &C = M.getContext();
  Type *I32 = Type::getInt32Ty(C), *I16 = Type::getInt16Ty(C);
  Constant *Zero = ConstantInt::get(I32, 0);
  auto To = [&](GlobalVariable *Target, unsigned Field) -> Constant * {
    SmallVector<unsigned, 2> Path(Index.begin(), Index.end());
    Path.push_back(Field);
    return Target ? relative(Target, Holder, Path) : Zero;
  };
  return ConstantStruct::get(SiteType, {Zero, Zero, To(D.Frames, 2),
                                        To(D.Type, 3), To(D.Callee, 4),
                                        ConstantInt::get(I16, D.FrameCount),
                                        ConstantInt::get(I16, D.UserFrame),
                                        ConstantInt::get(I32, D.Flags)});
}

uint64_t Sites::offsetOf(Id Site) const {
  return Members[Site].second * sizeof(memtrace_site);
}

Constant *Sites::addressOf(Id Site) const {
  auto [Index, Member] = Members[Site];
  Constant *Address = Groups[Index].Variable;
  if (Member)
    Address = ConstantExpr::getInBoundsGetElementPtr(
        Groups[Index].Variable->getValueType(), Address,
        ArrayRef<Constant *>{
            ConstantInt::get(Type::getInt32Ty(M.getContext()), 0),
            ConstantInt::get(Type::getInt32Ty(M.getContext()), Member)});
  return ConstantExpr::getPointerCast(Address, pointerType(M.getContext()));
}

} // namespace memtrace
