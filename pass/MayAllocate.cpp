// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// MayAllocate.cpp: a fixpoint over the module. Bodies are believed, promises
// of declarations too, but a definition's own promises are not: a user's
// __attribute__((pure)) on a function that calls malloc is a lie we can see.
#include "MayAllocate.h"

#include "AllocationFunctions.h"
#include "CallSummary.h"
#include "Options.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"

using namespace llvm;

namespace memtrace {

namespace {

/// The functions that the program has registered run inside.
bool endsTheProcess(const CallBase &Call) {
  const Function *Callee = calledFunction(Call);
  return Callee &&
         (Callee->getName() == "exit" || Callee->getName() == "quick_exit");
}

} // namespace

/// Access to inaccessible memory only is no promise, for malloc itself is like
/// that. Nor is noreturn alone, for what throws does allocate, and all of C
/// that doesn't throw may end in a longjmp.
Behind whatIsBehind(const CallBase &Call) {
  const Function *Callee = calledFunction(Call);
  if (Call.isInlineAsm() || (Callee && Callee->isIntrinsic()))
    return {Behind::Nothing};
  if (Callee && !Callee->isDeclarationForLinker() && !Callee->isInterposable())
    return {Behind::Body, Callee};
  if (allocationFunction(Call))
    return {Behind::Anything, Callee};
  if (Call.onlyReadsMemory() || Call.onlyAccessesArgMemory() ||
      (Callee && neverAllocates(Callee->getName())))
    return {Behind::Nothing};
  bool EndsThere =
      Call.doesNotReturn() && Call.doesNotThrow() && !endsTheProcess(Call);
  return {Callee ? Behind::Symbol : Behind::Anything, Callee, EndsThere};
}

MayAllocate::MayAllocate(const Module &M)
    : Stacks(Options::get(M.getContext()).Stacks),
      Others(CallSummary::get(M.getContext())) {
  // Callers, so that each function is looked at once and not to a fixpoint.
  SmallVector<const Function *, 32> Worklist;
  auto Add = [&](const Function *F) {
    if (Functions.insert(F).second)
      Worklist.push_back(F);
  };
  for (const Function &F : M)
    if (!F.isDeclarationForLinker())
      for (const Instruction &I : instructions(F))
        if (auto *Call = dyn_cast<CallBase>(&I))
          if ((*this)(*Call))
            Add(&F);
  while (!Worklist.empty()) {
    SmallVector<const User *, 16> Users(Worklist.pop_back_val()->users());
    while (!Users.empty()) {
      const User *U = Users.pop_back_val();
      if (auto *Call = dyn_cast<CallBase>(U)) {
        if ((*this)(*Call))
          Add(Call->getFunction());
      } else if (isa<Constant>(U) && !isa<GlobalValue>(U)) {
        Users.append(U->user_begin(), U->user_end()); // a cast of the address
      }
    }
  }
}

bool MayAllocate::operator()(const CallBase &Call) const {
  Behind Reached = whatIsBehind(Call);
  switch (Reached.What) {
  case Behind::Nothing:
    return false;
  case Behind::Body:
    return Functions.count(Reached.Callee);
  case Behind::Symbol:
    return !(Reached.EndsThere && !Stacks) &&
           (Functions.count(Reached.Callee) ||
            !Others.neverAllocates(Reached.Callee->getName()));
  case Behind::Anything:
    return !(Reached.EndsThere && !Stacks);
  }
  llvm_unreachable("a kind of call");
}

} // namespace memtrace
