// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Mark.cpp: nomerge, and the marks of wrappers.
#include "Mark.h"

#include "AllocatedType.h"
#include "ForwardingCalls.h"
#include "FunctionNames.h"
#include "MayAllocate.h"
#include "Options.h"
#include "Rewrite.h"
#include "RuntimeInterface.h"
#include "Transparent.h"
#include "UserLine.h"
#include "WrapperNames.h"

#include "llvm/IR/InstIterator.h"

using namespace llvm;

namespace memtrace {

PreservedAnalyses MarkPass::run(Module &M, ModuleAnalysisManager &) {
  if (!RuntimeInterface::supports(M) || RewritePass::hasRunOn(M))
    return PreservedAnalyses::all();
  MayAllocate Allocates(M);
  WrapperNames Names(M);
  markTransparent(M, ForwardingCalls(M, Allocates, Names));
  WrapperNames::forgetAttributes(M);
  markAllocatedTypes(M);
  markFunctionNames(M);

  // `if (c) p = malloc(a); else p = malloc(b);` would become one call at line
  // 0; the same goes for calls into code that has no lines of its own, and for
  // all whose sites are kept as callers.
  const bool Stacks = Options::get(M.getContext()).Stacks;
  UserLine Lines(M);
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I))
        if (Allocates(*Call)) {
          const Function *Callee = calledFunction(*Call);
          if (Stacks || !Callee || Callee->isDeclarationForLinker() ||
              !Lines.hasOwnLines(*Callee))
            Call->addFnAttr(Attribute::NoMerge);
        }
  return PreservedAnalyses::all();
}

} // namespace memtrace
