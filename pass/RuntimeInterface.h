// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RuntimeInterface.h: the runtime's symbols in the module being compiled.
#ifndef MEMTRACE_PASS_RUNTIMEINTERFACE_H
#define MEMTRACE_PASS_RUNTIMEINTERFACE_H

#include "AllocationFunctions.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

namespace memtrace {

class RuntimeInterface {
public:
  explicit RuntimeInterface(llvm::Module &M);

  /// There is a runtime for M's target: not for the device half of an
  /// offloading compilation, nor for other systems.
  static bool supports(const llvm::Module &M);

  /// The entry that replaces Replaced, with what Replaced's declaration says
  /// of its result and its arguments.
  llvm::FunctionCallee entry(const AllocationFunction &Allocation,
                             const llvm::Function &Replaced);
  /// Fields of abi.h's memtrace_thread_frames.
  enum class FrameField { Site, Word, Callers, Capacity };
  /// The address of one of them in a register, from which the others are
  /// reached, too: for several accesses in a function, which are shorter then.
  /// It is a distance in the thread that runs, for a fiber may go on in another
  /// one. Null where that makes no difference.
  struct KeptAddress {
    llvm::Value *Address = nullptr;
    FrameField Of = FrameField::Site;
  };
  KeptAddress keepAddress(llvm::IRBuilder<> &Builder, FrameField Of);
  /// Of the calling thread's.
  llvm::LoadInst *load(llvm::IRBuilder<> &Builder, FrameField Field,
                       const KeptAddress &Kept);
  void store(llvm::IRBuilder<> &Builder, llvm::Value *What, FrameField Field,
             const KeptAddress &Kept);

  /// The runtime is told, before the module's own constructors, that there is
  /// code with stacks.
  void announceStacks();

  /// Once everything is written: a module that needs the runtime refers to the
  /// guard, in a way that neither the optimizer nor --gc-sections drops. One
  /// that has thread frames tells the runtime, when it is loaded, which it has.
  void finish();

private:
  void addGuard();
  struct Place {
    llvm::Type *Type;
    uint64_t Offset;
  };
  Place placeOf(FrameField Field) const;
  llvm::Constant *addressOf(const Place &Given);
  llvm::Value *addressOf(llvm::IRBuilder<> &Builder, FrameField Field,
                         const KeptAddress &Kept);
  /// @__memtrace_thread_frames. Code for an executable has it there, at a
  /// distance from the thread pointer that the linker knows; other code learns
  /// the distance when it is loaded.
  llvm::GlobalVariable *threadFrames();
  llvm::GlobalVariable *makeThreadFrames();
  void announceThreadFrames();
  llvm::Function *makeAnnouncement(llvm::StringRef Loaded);

  llvm::Module &M;
  const bool IsForExecutable;
  llvm::GlobalVariable *ThreadFrames = nullptr;
  bool IsNeeded = false;
};

} // namespace memtrace

#endif
