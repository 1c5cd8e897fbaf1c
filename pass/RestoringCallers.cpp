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

/// Then there are more of its own returns than calls by others, most likely: it
/// is worth a frame in each of these.
bool callsItself(const Function &F, ArrayRef<CallBase *> Calls) {
  return any_of(
      Calls, [&](const CallBase *Call) { return Call->getFunction() == &F; });
}

} // namespace

void leaveRestoringToCallers(FramesOfModule &All) {
  for (auto &Row : All) {
    Frames &Callee = *Row.second;
    SmallVector<CallBase *, 4> Calls = knownCalls(*Row.first);
    if (!Callee.storesSites() || Calls.empty())
      continue;
    bool MayGrow = callsItself(*Row.first, Calls);
    if (!all_of(Calls, [&](CallBase *Call) {
          auto Caller = All.find(Call->getFunction());
          return Caller != All.end() &&
                 Caller->second->canRestoreAfter(*Call, MayGrow);
        }))
      continue;
    Callee.leaveRestoringToCallers();
    for (CallBase *Call : Calls)
      All[Call->getFunction()]->restoreAfter(*Call);
  }
}

} // namespace memtrace
