// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// StackSwitches.cpp: assembly that names the stack pointer, and who calls it.
#include "StackSwitches.h"

#include "AllocationFunctions.h"

#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"

using namespace llvm;

namespace memtrace {

namespace {

bool namesStackPointer(const CallBase &Call) {
  auto *Asm = dyn_cast<InlineAsm>(Call.getCalledOperand());
  return Asm && StringRef(Asm->getAsmString()).contains("sp");
}

} // namespace

StackSwitches::StackSwitches(const Module &M) {
  SmallVector<const Function *, 8> Worklist;
  auto Add = [&](const Function &F) {
    if (Functions.insert(&F).second)
      Worklist.push_back(&F);
  };
  for (const Function &F : M)
    for (const Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I))
        if (namesStackPointer(*Call))
          Add(F);
  while (!Worklist.empty()) {
    const Function *F = Worklist.pop_back_val();
    for (const User *U : F->users())
      if (auto *Call = dyn_cast<CallBase>(U))
        if (calledFunction(*Call) == F)
          Add(*Call->getFunction());
  }
}

bool StackSwitches::maySwitch(const CallBase &Call) const {
  const Function *Callee = calledFunction(Call);
  return namesStackPointer(Call) || (Callee && mayBeSwitched(*Callee));
}

} // namespace memtrace
