// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sites.cpp: sites, frames and strings as globals.
#include "Sites.h"

#include "AllocationFunctions.h"
#include "LLVMCompat.h"
#include "UnitNote.h"
#include "memtrace/abi.h"

#include "llvm/IR/DataLayout.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace memtrace {

/// Of what a variable refers to, from its end: what is added for a field is
/// never negative then, which would become a relocation's 2^32 more.
class Distances {
public:
  explicit Distances(GlobalVariable &From)
      : End(ConstantExpr::getPtrToInt(
            ConstantExpr::getInBoundsGetElementPtr(
                From.getValueType(), &From,
                ConstantInt::get(Type::getInt32Ty(From.getContext()), 1)),
            Type::getInt64Ty(From.getContext()))) {}

  /// Offset bytes into Target, for a field that is ToEnd bytes before the end.
  Constant *to(Constant *Target, uint64_t ToEnd, uint64_t Offset = 0) {
    Type *I32 = Type::getInt32Ty(End->getContext());
    Constant *&Known = ByTarget[Target];
    if (!Known)
      Known = ConstantExpr::getTrunc(
          ConstantExpr::getSub(
              ConstantExpr::getPtrToInt(Target, End->getType()), End),
          I32);
    return ConstantExpr::getAdd(Known, ConstantInt::get(I32, ToEnd + Offset));
  }

private:
  Constant *End;
  DenseMap<Constant *, Constant *> ByTarget;
};

Sites::Sites(Module &M, bool Stacks)
    : M(M), Stacks(Stacks), Unit(UnitNote(M, Stacks).unit()), Types(M) {
  LLVMContext &C = M.getContext();
  Type *I32 = Type::getInt32Ty(C), *I16 = Type::getInt16Ty(C);
  SiteType = StructType::get(C, {I32, I32, I32, I32, I32, I16, I16, I32});
  assert(M.getDataLayout().getTypeAllocSize(SiteType) == sizeof(memtrace_site));
}

GlobalVariable *Sites::create(Type *Type, bool IsConstant,
                              const Twine &Name) const {
  auto *Global = new GlobalVariable(M, Type, IsConstant,
                                    GlobalValue::PrivateLinkage, nullptr, Name);
  if (IsConstant)
    Global->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  return Global;
}

GlobalVariable *Sites::stringOf(StringRef Text) {
  if (Text.empty())
    return nullptr;
  GlobalVariable *&Global = KnownStrings[Text];
  if (!Global) {
    Constant *Bytes = ConstantDataArray::getString(M.getContext(), Text);
    Global = create(Bytes->getType(), true, "memtrace.string");
    Global->setInitializer(Bytes);
    Global->setAlignment(Align(1));
  }
  return Global;
}

unsigned Sites::framesOf(const CallChain &Chain, StringRef Key) {
  auto [Known, IsNew] = KnownFrames.try_emplace(Key, FrameWords.size());
  if (!IsNew)
    return Known->second;
  auto AddDistance = [&](Constant *Target) {
    if (Target)
      FrameReferences.push_back({FrameWords.size(), Target});
    FrameWords.push_back(0);
  };
  for (const ChainFrame &Frame : Chain.Frames) {
    AddDistance(stringOf(Frame.Function));
    AddDistance(stringOf(Frame.File));
    FrameWords.push_back(Frame.Line);
    FrameWords.push_back(Frame.Column);
  }
  AddDistance(Unit);
  return Known->second;
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
  Descriptions.push_back(
      {framesOf(Chain, StringRef(Stream.str()).take_front(FramesLength)),
       stringOf(AllocatedType), stringOf(Callee),
       static_cast<unsigned>(Chain.Frames.size()), UserFrame, Flags, With});
  return Known->second = Descriptions.size() - 1;
}

void Sites::layOutFrames() {
  Type *I32 = Type::getInt32Ty(M.getContext());
  auto *Array = ArrayType::get(I32, FrameWords.size());
  Frames = create(Array, true, "memtrace.frames");
  std::vector<Constant *> Words;
  Words.reserve(FrameWords.size());
  for (uint32_t Word : FrameWords)
    Words.push_back(ConstantInt::get(I32, Word));
  Distances FromEnd(*Frames);
  for (auto [Index, Target] : FrameReferences)
    Words[Index] = FromEnd.to(Target, (FrameWords.size() - Index) *
                                          sizeof(memtrace_relative));
  Frames->setInitializer(ConstantArray::get(Array, Words));
  Frames->setAlignment(Align(alignof(memtrace_frame)));
}

void Sites::layOut() {
  if (Descriptions.empty())
    return;
  layOutFrames();
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
  Distances FromEnd(*Variable);
  uint64_t ToEnd = Given.Members.size() * sizeof(memtrace_site);
  SmallVector<Constant *, 8> Values;
  for (Id Member : Given.Members) {
    Values.push_back(initializerOf(Descriptions[Member], FromEnd, ToEnd));
    ToEnd -= sizeof(memtrace_site);
  }
  Variable->setInitializer(Single ? Values[0]
                                  : ConstantArray::get(Array, Values));
  Variable->addAttribute("data-section", MEMTRACE_SITES_SECTION);
  Variable->setAlignment(Align(alignof(memtrace_site)));
  Given.Variable = Variable;
}

Constant *Sites::initializerOf(const Description &D, Distances &FromEnd,
                               uint64_t ToEnd) const {
  LLVMContext &C = M.getContext();
  Type *I32 = Type::getInt32Ty(C), *I16 = Type::getInt16Ty(C);
  Constant *Zero = ConstantInt::get(I32, 0);
  auto To = [&](GlobalVariable *Target, size_t Field, uint64_t Offset = 0) {
    return Target ? FromEnd.to(Target, ToEnd - Field, Offset) : Zero;
  };
  return ConstantStruct::get(SiteType,
                             {Zero, Zero,
                              To(Frames, offsetof(memtrace_site, frames),
                                 D.Frames * sizeof(memtrace_relative)),
                              To(D.Type, offsetof(memtrace_site, type)),
                              To(D.Callee, offsetof(memtrace_site, callee)),
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
