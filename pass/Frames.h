// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Frames.h: the ambient site in one function. An allocation without a line of
// its own, here or in code that nobody instrumented, is charged to it:
//
//   %old = load ptr, ptr @__memtrace_thread_frames      ; entry
//   store ptr @memtrace.site, ptr @__memtrace_thread_frames
//   call void @framed()
//   store ptr %old, ptr @__memtrace_thread_frames
//   call ptr @transparent(i64 %n)
//   store ptr %old, ptr @__memtrace_thread_frames
//   ret void
//
// Every framed call asserts its site anew and nothing is stored at landing
// pads or after setjmp: whatever an exception, a longjmp or a fiber switch has
// left behind is right again at the next framed call, or when the function
// returns. A tail call that must stay one is the function's return: what is
// called takes the caller's site, for this function is gone by then.
//
// Where callers are kept every call is framed, and its site goes to the
// thread's array as well, as far as that reaches; the thread has none while
// nobody asks. Only what leaves user code needs the ambient site.
//
//   %depth = load i32, ptr (depth)                      ; entry
//   if (%depth < load i32, ptr (capacity)) {
//     store i32 %depth + 1, ptr (depth)
//     store ptr @memtrace.site, ptr (load ptr, ptr (callers))[%depth]
//   }
//   call void @framed()
//   store i32 %depth, ptr (depth)
//   call ptr @__memtrace_malloc(i64 %n, ptr @memtrace.site.1)
//   store i32 %depth, ptr (depth)
//   ret void
//
// A function whose callers are all known restores nothing at the end, if each
// of them restores for itself what it has found: see RestoringCallers.h.
#ifndef MEMTRACE_PASS_FRAMES_H
#define MEMTRACE_PASS_FRAMES_H

#include "llvm/Analysis/BlockFrequencyInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"

namespace memtrace {

class CallCycles;
class RuntimeInterface;

/// What is to happen to the calls of a function.
struct FramePlan {
  struct FramedCall {
    llvm::CallBase *Call;
    /// Null: nothing is to be set, but what is called leaves its own behind.
    llvm::Constant *Site;
    bool IsAmbient; // what is called may have no line of its own
  };
  llvm::SmallVector<FramedCall, 8> Framed;
  /// Calls that take the caller's site.
  llvm::SmallVector<llvm::CallBase *, 8> Transparent;
  /// Allocations without a user's line, which read the ambient site.
  llvm::SmallVector<llvm::CallBase *, 8> Ambient;
  /// All allocations.
  llvm::SmallVector<llvm::CallBase *, 8> Allocating;
  bool KeepsCallers = false;
  /// Control may come back here from the middle of a function that has set a
  /// site of its own: by an exception that is caught, or a longjmp.
  bool ResumesAfterUnwinding = false;

  bool storesSites() const { return !Framed.empty() || ResumesAfterUnwinding; }
};

class Frames {
public:
  Frames(llvm::Function &F, FramePlan Plan, RuntimeInterface &Runtime,
         CallCycles &Cycles, const llvm::BlockFrequencyInfo &Frequencies);

  /// What is called there may leave its own depth behind and, with Site, its
  /// own site: this function puts back what it found, or may get a frame to.
  bool canRestoreAfter(llvm::CallBase &Call, bool Site, bool MayGrow) const;
  bool storesSites() const { return Plan.storesSites(); }
  bool storesCurrent() const { return StoresCurrent; }
  /// Tail calls that stay: what they call takes the caller's site.
  llvm::ArrayRef<llvm::CallInst *> leftAlone() const { return LeftAlone; }
  /// Call is one of those, and does so.
  void restoreAfter(llvm::CallBase &Call, bool Site);
  /// All callers restore after their calls, so that this function needn't.
  void leaveRestoringToCallers() { CallersRestore = true; }

  void write();
  /// The caller's site at an ambient allocation; may be null when it runs.
  llvm::Value *ambientSiteAt(llvm::CallBase &Call);

private:
  /// What was found at entry, or before a call.
  struct Caller {
    llvm::Value *Site = nullptr;
    llvm::Value *Depth = nullptr; // null if callers aren't kept
  };

  bool usesAreCold() const;
  bool isFramed(const llvm::CallBase &Call) const;
  bool mustStayTailCall(const llvm::CallInst &Call) const;
  void leaveTailCallsAlone();
  void writeAroundCalls();
  void writeForWholeFunction();
  llvm::Instruction *placeOfEntry(llvm::SmallVectorImpl<llvm::Instruction *> &);
  llvm::SmallVector<llvm::Instruction *, 8> findEnds();

  llvm::Constant *field(unsigned Index) const;
  llvm::Value *load(llvm::IRBuilder<> &Builder, unsigned Field) const;
  Caller callerHere(llvm::IRBuilder<> &Builder, bool WithSite) const;
  void restore(llvm::Instruction *Where, const Caller &To);
  void enter(const FramePlan::FramedCall &Framed, const Caller &From);

  llvm::Function &F;
  FramePlan Plan;
  RuntimeInterface &Runtime;
  CallCycles &Cycles;
  const llvm::BlockFrequencyInfo &Frequencies;
  /// Whether the ambient site ever differs from the caller's.
  bool StoresCurrent = false;
  /// Save and restore around each call: they are all rarer than the function.
  bool AroundCalls = false;
  bool CallersRestore = false;
  llvm::SmallVector<llvm::CallInst *, 2> LeftAlone;
  Caller AtEntry;
};

} // namespace memtrace

#endif
