// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RuntimeInterface.cpp: declarations of the runtime's symbols, and the guard.
#include "RuntimeInterface.h"

#include "LLVMCompat.h"
#include "memtrace/abi.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

#define MEMTRACE_STRING_OF(text) #text
#define MEMTRACE_SYMBOL(macro) MEMTRACE_STRING_OF(macro)

using namespace llvm;

namespace memtrace {

bool RuntimeInterface::supports(const Module &M) {
  Triple Target = targetTriple(M);
  return Target.isOSLinux() && Target.isOSBinFormatELF() &&
         Target.isArch64Bit();
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

GlobalVariable *RuntimeInterface::threadFrames() {
  IsNeeded = true;
  LLVMContext &C = M.getContext();
  Type *Pointer = pointerType(C), *I32 = Type::getInt32Ty(C);
  auto *Frames = StructType::get(C, {Pointer, Pointer, I32, I32});
  constexpr StringLiteral Name = MEMTRACE_SYMBOL(MEMTRACE_THREAD_FRAMES);
  return cast<GlobalVariable>(M.getOrInsertGlobal(Name, Frames, [&] {
    return new GlobalVariable(M, Frames, /*isConstant=*/false,
                              GlobalValue::ExternalLinkage, nullptr, Name,
                              nullptr, GlobalValue::InitialExecTLSModel);
  }));
}

void RuntimeInterface::announceStacks() {
  constexpr StringLiteral Name = MEMTRACE_SYMBOL(MEMTRACE_STACKS_LOADED);
  FunctionCallee Loaded =
      M.getOrInsertFunction(Name, Type::getVoidTy(M.getContext()));
  constexpr int First = 1;
  appendToGlobalCtors(M, cast<Function>(Loaded.getCallee()), First);
}

void RuntimeInterface::addGuardIfNeeded() {
  if (!IsNeeded)
    return;
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
