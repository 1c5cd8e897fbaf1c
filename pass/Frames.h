// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Frames.h: the ambient site in one function. An allocation without a line of
// its own, here or in code that nobody instrumented, is charged to it:
//
//   %old = load ptr, ptr @__memtrace_cur      ; entry
//   store ptr @memtrace.site, ptr @__memtrace_cur
//   call void @framed()
//   store ptr %old, ptr @__memtrace_cur
//   call ptr @transparent(i64 %n)
//   store ptr %old, ptr @__memtrace_cur
//   ret void
//
// Every framed call asserts its site anew and nothing is stored at landing
// pads or after setjmp: whatever an exception, a longjmp or a fiber switch has
// left behind is right again at the next framed call, or when the function
// returns. A tail call that must stay one is the function's return: what is
// called takes the caller's site, for this function is gone by then.
#ifndef MEMTRACE_PASS_FRAMES_H
#define MEMTRACE_PASS_FRAMES_H

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/BlockFrequencyInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"

namespace memtrace {

class CallCycles;

/// What is to happen to the calls of a function.
struct FramePlan {
  struct FramedCall {
    llvm::CallBase *Call;
    llvm::Constant *Site;
  };
  llvm::SmallVector<FramedCall, 8> Framed;
  /// Calls that take the caller's site.
  llvm::SmallVector<llvm::CallBase *, 8> Transparent;
  /// Allocations without a user's line, which read the ambient site.
  llvm::SmallVector<llvm::CallBase *, 8> Ambient;
  /// Control may come back here from the middle of a function that has set a
  /// site of its own: by an exception that is caught, or a longjmp.
  bool ResumesAfterUnwinding = false;

  bool storesSites() const { return !Framed.empty() || ResumesAfterUnwinding; }
};

class Frames {
public:
  Frames(llvm::Function &F, FramePlan Plan, llvm::Constant *CurrentSite,
         CallCycles &Cycles, const llvm::BlockFrequencyInfo &Frequencies);

  void write();
  /// The caller's site at an ambient allocation; may be null when it runs.
  llvm::Value *ambientSiteAt(llvm::CallBase &Call);

private:
  bool usesAreCold(const llvm::BlockFrequencyInfo &Frequencies) const;
  bool mustStayTailCall(const llvm::CallInst &Call) const;
  void leaveTailCallsAlone();
  void writeAroundCalls();
  void writeForWholeFunction();
  void
  restoreBeforeReturns(const llvm::SmallPtrSetImpl<llvm::CallBase *> &Framed);
  llvm::Value *load(llvm::IRBuilder<> &Builder) const;
  llvm::Value *siteAtEntry();

  llvm::Function &F;
  FramePlan Plan;
  llvm::Constant *CurrentSite;
  CallCycles &Cycles;
  /// Save and restore around each call: they are all rarer than the function.
  bool AroundCalls = false;
  llvm::Value *AtEntry = nullptr;
};

} // namespace memtrace

#endif
