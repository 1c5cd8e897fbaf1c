// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RestoringCallers.cpp: a look at all calls of each internal function.
#include "RestoringCallers.h"

using namespace llvm;

namespace memtrace {

namespace {

/// All calls of F; none if there may be more than are seen.
SmallVector<CallBase *, 4> knownCalls(const Function &F) {
  SmallVector<CallBase *, 4> Calls;
  if (!F.hasLocalLinkage() || F.hasAddressTaken())
    return Calls;
  for (const Use &U : F.uses()) {
    auto *Call = dyn_cast<CallBase>(U.getUser());
    if (!Call || !Call->isCallee(&U))
      return {};
    Calls.push_back(Call);
  }
  return Calls;
}

} // namespace

void leaveRestoringToCallers(FramesOfModule &All) {
  auto Restores = [&](const CallBase *Call, const Frames &Callee) {
    auto *Caller = All.find(const_cast<Function *>(Call->getFunction()));
    return Caller != All.end() && Caller->second->canRestoreAfter(*Call) &&
           (Caller->second->storesCurrent() || !Callee.storesCurrent());
  };
  for (auto &Row : All) {
    Frames &Callee = *Row.second;
    SmallVector<CallBase *, 4> Calls = knownCalls(*Row.first);
    if (Calls.empty() || !all_of(Calls, [&](const CallBase *Call) {
          return Restores(Call, Callee);
        }))
      continue;
    Callee.leaveRestoringToCallers();
    for (CallBase *Call : Calls)
      All[Call->getFunction()]->restoreAfter(*Call);
  }
}

} // namespace memtrace
