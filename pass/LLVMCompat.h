// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVMCompat.h: what differs between LLVM 14, 16, 19 and 22. No other file
// asks for the version.
#ifndef MEMTRACE_PASS_LLVMCOMPAT_H
#define MEMTRACE_PASS_LLVMCOMPAT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Attributes.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

#if __has_include("llvm/IR/AttributeMask.h")
#include "llvm/IR/AttributeMask.h"
#endif
#if __has_include("llvm/TargetParser/Triple.h")
#include "llvm/TargetParser/Triple.h"
#else
#include "llvm/ADT/Triple.h"
#endif
#if __has_include("llvm/Plugins/PassPlugin.h")
#include "llvm/Plugins/PassPlugin.h"
#else
#include "llvm/Passes/PassPlugin.h"
#endif

namespace memtrace {

/// The type of every pointer: opaque from 15, i8* before.
inline llvm::PointerType *pointerType(llvm::LLVMContext &Context) {
#if LLVM_VERSION_MAJOR < 17
  return llvm::Type::getInt8PtrTy(Context);
#else
  return llvm::PointerType::getUnqual(Context);
#endif
}

/// The type of a pointer to Pointee.
inline llvm::PointerType *pointerTo(llvm::Type *Pointee, unsigned Space = 0) {
#if LLVM_VERSION_MAJOR < 17
  return Pointee->getPointerTo(Space);
#else
  return llvm::PointerType::get(Pointee->getContext(), Space);
#endif
}

/// What the thread's variables are a distance from; overloaded in the newest.
inline llvm::Value *threadPointer(llvm::IRBuilder<> &Builder) {
  constexpr auto ID = llvm::Intrinsic::thread_pointer;
  llvm::SmallVector<llvm::Type *, 1> Types;
  if (llvm::Intrinsic::isOverloaded(ID))
    Types.push_back(pointerType(Builder.getContext()));
  return Builder.CreateIntrinsic(ID, Types, {});
}

inline llvm::Triple targetTriple(const llvm::Module &M) {
  return llvm::Triple(M.getTargetTriple());
}

inline bool startsWith(llvm::StringRef Text, llvm::StringRef Prefix) {
  return Text.take_front(Prefix.size()) == Prefix;
}

/// The variable that lives at Address, all of it.
inline const llvm::DILocalVariable *
declaredVariable(const llvm::Value &Address) {
  auto *Place = const_cast<llvm::Value *>(&Address);
  auto VariableOf = [](const auto &Records) -> const llvm::DILocalVariable * {
    for (const auto *Record : Records)
      if (!Record->getExpression()->getNumElements())
        return Record->getVariable();
    return nullptr;
  };
#if LLVM_VERSION_MAJOR < 19
  return VariableOf(llvm::FindDbgDeclareUses(Place));
#else
  if (auto *Variable = VariableOf(llvm::findDVRDeclares(Place)))
    return Variable;
  // With optimization declarations are assignments by now.
  auto *Slot = llvm::dyn_cast<llvm::AllocaInst>(Place);
  return Slot ? VariableOf(llvm::at::getDVRAssignmentMarkers(Slot)) : nullptr;
#endif
}

/// Attributes that promise less access to memory than instrumented code needs:
/// kept, they let later passes delete stores to the ambient site, or calls.
inline llvm::AttributeMask memoryPromises() {
  llvm::AttributeMask Mask;
  Mask.addAttribute(llvm::Attribute::Speculatable);
  Mask.addAttribute(llvm::Attribute::NoSync);
#if LLVM_VERSION_MAJOR < 16
  Mask.addAttribute(llvm::Attribute::ReadNone)
      .addAttribute(llvm::Attribute::ReadOnly)
      .addAttribute(llvm::Attribute::WriteOnly)
      .addAttribute(llvm::Attribute::ArgMemOnly)
      .addAttribute(llvm::Attribute::InaccessibleMemOnly)
      .addAttribute(llvm::Attribute::InaccessibleMemOrArgMemOnly);
#else
  Mask.addAttribute(llvm::Attribute::Memory);
#endif
  return Mask;
}

/// The above, and what makes a function a removable allocation: an entry of
/// the runtime is none.
inline llvm::AttributeMask allocationPromises() {
  llvm::AttributeMask Mask = memoryPromises();
  Mask.addAttribute(llvm::Attribute::Builtin);
  Mask.addAttribute(llvm::Attribute::NoBuiltin);
  Mask.addAttribute("alloc-family");
#if LLVM_VERSION_MAJOR >= 15
  Mask.addAttribute(llvm::Attribute::AllocKind);
#endif
  return Mask;
}

} // namespace memtrace

#endif
