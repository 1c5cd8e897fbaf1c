// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SummaryWriter.cpp: a walk over each function and the internal ones that it
// calls.
#include "SummaryWriter.h"

#include "AllocationFunctions.h"
#include "CallSummary.h"
#include "MayAllocate.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <set>

using namespace llvm;

namespace memtrace {

namespace {

/// What Call may allocate by, as a summary has it; empty if it can't. As in
/// MayAllocate, bodies count more than promises.
std::string reasonToAllocate(const CallBase &Call) {
  const Function *Callee = calledFunction(Call);
  if (Call.isInlineAsm() || (Callee && Callee->isIntrinsic()))
    return "";
  if (Callee && !Callee->isDeclarationForLinker() && !Callee->isInterposable())
    return Callee->getName().str();
  if (promisesNotToAllocate(Call) ||
      (Callee && neverAllocates(Callee->getName())))
    return "";
  std::string Reason;
  if (promisesToEndThere(Call))
    Reason = CallSummary::EndsThere;
  return Reason + (Callee && !allocationFunction(Call)
                       ? Callee->getName()
                       : StringRef(CallSummary::Anything))
                      .str();
}

std::set<std::string> reasonsToAllocate(const Function &F) {
  std::set<std::string> Reasons;
  SmallSetVector<const Function *, 8> Reached;
  Reached.insert(&F);
  for (unsigned Next = 0; Next != Reached.size(); ++Next)
    for (const Instruction &I : instructions(Reached[Next]))
      if (auto *Call = dyn_cast<CallBase>(&I)) {
        const Function *Callee = calledFunction(*Call);
        if (Callee && Callee->hasLocalLinkage()) {
          Reached.insert(Callee);
          continue;
        }
        std::string Reason = reasonToAllocate(*Call);
        if (!Reason.empty())
          Reasons.insert(Reason);
      }
  return Reasons;
}

} // namespace

/// Of main there may be many, in a program's build system and its tests, and
/// no other unit calls it.
bool isSummarized(const Function &F) {
  return !F.isDeclarationForLinker() && !F.hasLocalLinkage() && F.hasName() &&
         F.getName() != "main";
}

void writeSummary(Module &M, const std::string &File,
                  function_ref<bool(Function &)> HasOwnLines) {
  std::string Text;
  for (Function &F : M) {
    if (!isSummarized(F))
      continue;
    Text += F.getName();
    Text += CallSummary::Separator;
    bool MayBeReplaced = F.isInterposable();
    Text += HasOwnLines(F) && !MayBeReplaced ? CallSummary::Own
                                             : CallSummary::Callers;
    for (const std::string &Reason :
         MayBeReplaced ? std::set<std::string>{CallSummary::Anything.str()}
                       : reasonsToAllocate(F)) {
      Text += CallSummary::Separator;
      Text += Reason;
    }
    Text += '\n';
  }
  // Appended by one call: other compilers' lines are not torn.
  std::error_code Error;
  raw_fd_ostream Out(File, Error, sys::fs::OF_Append);
  if (!Error) {
    Out.SetUnbuffered();
    Out << Text;
    Out.close();
    Error = Out.error();
    Out.clear_error();
  }
  if (Error)
    M.getContext().emitError("MemTrace: cannot write the call summary " + File +
                             ": " + Error.message());
}

} // namespace memtrace
