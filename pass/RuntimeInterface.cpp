// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RuntimeInterface.cpp: declarations of the runtime's symbols, and the guard.
#include "RuntimeInterface.h"

#include "LLVMCompat.h"
#include "Options.h"
#include "memtrace/abi.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

#define MEMTRACE_STRING_OF(text) #text
#define MEMTRACE_SYMBOL(macro) MEMTRACE_STRING_OF(macro)

using namespace llvm;

namespace memtrace {

namespace {

constexpr Align FramesAlignment =
    Align::Constant<alignof(memtrace_thread_frames)>();

/// FS, for the backend of x86-64.
constexpr unsigned SegmentOfThread = 257;

/// Neither position dependent nor for position independent executables only:
/// -fPIC.
bool isForSharedLibraries(const Module &M) {
  return M.getPICLevel() != PICLevel::NotPIC &&
         M.getPIELevel() == PIELevel::Default;
}

} // namespace

RuntimeInterface::RuntimeInterface(Module &M)
    : M(M), IsForExecutable(!isForSharedLibraries(M) &&
                            !Options::get(M.getContext()).Shareable) {}

bool RuntimeInterface::supports(const Module &M) {
  Triple Target = targetTriple(M);
  return Target.isOSLinux() && Target.isOSBinFormatELF() &&
         (Target.getArch() == Triple::x86_64 ||
          Target.getArch() == Triple::aarch64);
}

FunctionCallee RuntimeInterface::entry(const AllocationFunction &Allocation,
                                       const Function &Replaced) {
  IsNeeded = true;
  LLVMContext &C = M.getContext();
  AttributeList Attributes =
      Replaced.getAttributes().removeFnAttributes(C, allocationPromises());
  FunctionCallee Entry = M.getOrInsertFunction(
      Allocation.Entry, Allocation.EntryType(C), Attributes);
  if (auto *F = dyn_cast<Function>(Entry.getCallee()))
    F->setCallingConv(Replaced.getCallingConv());
  return Entry;
}

RuntimeInterface::Place RuntimeInterface::placeOf(FrameField Field) const {
  LLVMContext &C = M.getContext();
  using Layout = memtrace_thread_frames;
  switch (Field) {
  case FrameField::Site:
    return {pointerType(C), offsetof(Layout, current.site)};
  case FrameField::Word:
    return {Type::getInt64Ty(C), offsetof(Layout, stacks.word)};
  case FrameField::Callers:
    return {pointerType(C), offsetof(Layout, stacks.callers)};
  case FrameField::Capacity:
    return {Type::getInt32Ty(C), offsetof(Layout, stacks.capacity)};
  }
  llvm_unreachable("no such field");
}

Constant *RuntimeInterface::addressOf(const Place &Given) {
  LLVMContext &C = M.getContext();
  Constant *Address =
      ConstantExpr::getPointerCast(threadFrames(), pointerType(C));
  if (Given.Offset)
    Address = ConstantExpr::getInBoundsGetElementPtr(
        Type::getInt8Ty(C), Address,
        ConstantInt::get(Type::getInt64Ty(C), Given.Offset));
  return ConstantExpr::getPointerCast(Address, pointerTo(Given.Type));
}

Value *RuntimeInterface::addressOf(IRBuilder<> &Builder, FrameField Field,
                                   const KeptAddress &Kept) {
  Place Wanted = placeOf(Field);
  if (!Kept.Address)
    return addressOf(Wanted);
  uint64_t Distance = Wanted.Offset - placeOf(Kept.Of).Offset;
  if (!Distance)
    return Kept.Address;
  Type *Byte = Builder.getInt8Ty();
  Value *Bytes =
      Builder.CreatePointerCast(Kept.Address, pointerTo(Byte, SegmentOfThread));
  return Builder.CreatePointerCast(
      Builder.CreateGEP(Byte, Bytes, Builder.getInt64(Distance)),
      pointerTo(Wanted.Type, SegmentOfThread));
}

LoadInst *RuntimeInterface::load(IRBuilder<> &Builder, FrameField Field,
                                 const KeptAddress &Kept) {
  Place From = placeOf(Field);
  return Builder.CreateAlignedLoad(
      From.Type, addressOf(Builder, Field, Kept),
      commonAlignment(FramesAlignment, From.Offset));
}

void RuntimeInterface::store(IRBuilder<> &Builder, Value *What,
                             FrameField Field, const KeptAddress &Kept) {
  Builder.CreateAlignedStore(
      What, addressOf(Builder, Field, Kept),
      commonAlignment(FramesAlignment, placeOf(Field).Offset));
}

RuntimeInterface::KeptAddress
RuntimeInterface::keepAddress(IRBuilder<> &Builder, FrameField Of) {
  if (targetTriple(M).getArch() != Triple::x86_64)
    return {};
  Type *I64 = Builder.getInt64Ty();
  Place Given = placeOf(Of);
  Value *Distance =
      Builder.CreateSub(Builder.CreatePtrToInt(addressOf(Given), I64),
                        Builder.CreatePtrToInt(threadPointer(Builder), I64));
  // Nobody sees through an assembly, not even one without instructions.
  auto *Same = FunctionType::get(I64, {I64}, /*isVarArg=*/false);
  CallInst *Kept = Builder.CreateCall(
      Same, InlineAsm::get(Same, "", "=r,0", /*hasSideEffects=*/false),
      {Distance});
  Kept->setDoesNotThrow();
  Kept->setDoesNotAccessMemory();
  return {Builder.CreateIntToPtr(Kept, pointerTo(Given.Type, SegmentOfThread)),
          Of};
}

GlobalVariable *RuntimeInterface::threadFrames() {
  IsNeeded = true;
  if (!ThreadFrames)
    ThreadFrames = makeThreadFrames();
  return ThreadFrames;
}

GlobalVariable *RuntimeInterface::makeThreadFrames() {
  constexpr StringLiteral Name = MEMTRACE_SYMBOL(MEMTRACE_THREAD_FRAMES);
  if (GlobalVariable *Declared = M.getNamedGlobal(Name))
    return Declared;
  auto *Bytes = ArrayType::get(Type::getInt8Ty(M.getContext()),
                               sizeof(memtrace_thread_frames));
  auto Make = [&](GlobalValue::LinkageTypes Linkage, Constant *Value,
                  GlobalValue::ThreadLocalMode Model) {
    auto *Frames = new GlobalVariable(M, Bytes, /*isConstant=*/false, Linkage,
                                      Value, Name, nullptr, Model);
    Frames->setAlignment(FramesAlignment);
    return Frames;
  };
  if (!IsForExecutable)
    return Make(GlobalValue::ExternalLinkage, nullptr,
                GlobalValue::InitialExecTLSModel);
  // Weak and visible, so that an executable has one, which the linker exports
  // since the runtime has it, too, and which libraries and the runtime use.
  GlobalVariable *Frames =
      Make(GlobalValue::WeakAnyLinkage, Constant::getNullValue(Bytes),
           GlobalValue::LocalExecTLSModel);
  Frames->setComdat(M.getOrInsertComdat(Name));
  Frames->setDSOLocal(true);
  return Frames;
}

void RuntimeInterface::announceStacks() {
  constexpr StringLiteral Name = MEMTRACE_SYMBOL(MEMTRACE_STACKS_LOADED);
  FunctionCallee Loaded =
      M.getOrInsertFunction(Name, Type::getVoidTy(M.getContext()));
  constexpr int First = 1;
  appendToGlobalCtors(M, cast<Function>(Loaded.getCallee()), First);
}

/// One for each executable or library.
Function *RuntimeInterface::makeAnnouncement(StringRef Loaded) {
  LLVMContext &C = M.getContext();
  auto *None = FunctionType::get(Type::getVoidTy(C), /*isVarArg=*/false);
  std::string Name = (Loaded + ".call").str();
  Function *F = Function::createWithDefaultAttr(
      None, GlobalValue::LinkOnceODRLinkage, 0, Name, &M);
  F->setVisibility(GlobalValue::HiddenVisibility);
  F->setDSOLocal(true);
  F->setComdat(M.getOrInsertComdat(Name));
  F->setDoesNotThrow();
  IRBuilder<> Builder(BasicBlock::Create(C, "", F));
  Builder.CreateCall(M.getOrInsertFunction(Loaded, Type::getVoidTy(C),
                                           ThreadFrames->getType()),
                     {ThreadFrames});
  Builder.CreateRetVoid();
  return F;
}

void RuntimeInterface::announceThreadFrames() {
  if (!ThreadFrames)
    return;
  if (!IsForExecutable) {
    Function *F = makeAnnouncement(MEMTRACE_SYMBOL(MEMTRACE_LIBRARY_LOADED));
    constexpr int First = 1;
    appendToGlobalCtors(M, F, First, F);
    return;
  }
  // Before the constructors of libraries, which may be traced already.
  Function *F = makeAnnouncement(MEMTRACE_SYMBOL(MEMTRACE_EXECUTABLE_LOADED));
  auto *Entry = new GlobalVariable(M, F->getType(), /*isConstant=*/false,
                                   GlobalValue::LinkOnceODRLinkage, F,
                                   F->getName() + ".entry");
  Entry->setVisibility(GlobalValue::HiddenVisibility);
  Entry->setSection(".preinit_array");
  Entry->setComdat(F->getComdat());
  appendToUsed(M, Entry);
}

void RuntimeInterface::finish() {
  if (!IsNeeded)
    return;
  announceThreadFrames();
  addGuard();
}

void RuntimeInterface::addGuard() {
  Type *Pointer = pointerType(M.getContext());
  constexpr StringLiteral Guard = MEMTRACE_SYMBOL(MEMTRACE_ABI_GUARD);
  // The reference has the version in its name too, or the linker would keep
  // that of one version only.
  std::string Name = (Guard + ".reference").str();
  if (M.getNamedValue(Name))
    return;
  Constant *Symbol =
      M.getOrInsertGlobal(Guard, Type::getInt8Ty(M.getContext()));
  // Writable, so that no linker makes a copy relocation for the symbol.
  auto *Reference = new GlobalVariable(
      M, Pointer, /*isConstant=*/false, GlobalValue::LinkOnceODRLinkage,
      ConstantExpr::getPointerCast(Symbol, Pointer), Name);
  Reference->setVisibility(GlobalValue::HiddenVisibility);
  Reference->setComdat(M.getOrInsertComdat(Name));
  appendToUsed(M, Reference);
}

} // namespace memtrace
