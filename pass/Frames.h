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
// Where callers are kept, every call that may allocate is framed, and it is who
// is called that enters the caller's site into the thread's array, if that
// reaches so far; the thread has none while nobody asks. In between, a call has
// to say no more than its site:
//
//   %old = load ptr, ptr (current)                      ; entry
//   %depth = load i32, ptr (depth)
//   if (%depth < load i32, ptr (capacity))
//     store ptr %old, ptr (load ptr, ptr (callers))[%depth]
//   %own = add i32 %depth, 1
//   store i32 %own, ptr (depth)
//   store ptr @memtrace.site, ptr (current)
//   call void @framed()
//   store ptr @memtrace.site.1, ptr (current)
//   store i32 %own, ptr (depth)      ; if @framed may have left one behind
//   call ptr @__memtrace_malloc(i64 %n, ptr @memtrace.site.1)
//   store ptr %old, ptr (current)
//   store i32 %depth, ptr (depth)
//   ret void
//
// A function that only allocates enters nobody: the ambient site that it has
// found is its caller. So where a function has entered its caller, its own
// allocations are the ambient site.
//
// A function whose callers are all known restores nothing at the end, if each
// of them restores for itself what it has found: see RestoringCallers.h.
#ifndef MEMTRACE_PASS_FRAMES_H
#define MEMTRACE_PASS_FRAMES_H

#include "FrameRegions.h"

#include "llvm/ADT/DenseMap.h"
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
    /// What is called may come back with another depth.
    bool LeavesDepth;
  };
  llvm::SmallVector<FramedCall, 8> Framed;
  /// Calls that take the caller's site.
  llvm::SmallVector<llvm::CallBase *, 8> Transparent;
  /// Allocations without a user's line, which read the ambient site.
  llvm::SmallVector<llvm::CallBase *, 8> Ambient;
  /// Those with one.
  llvm::SmallVector<FramedCall, 8> Allocating;
  /// No such calls, but where control may come back to from elsewhere.
  llvm::SmallVector<llvm::Instruction *, 2> Resuming;
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

  /// What is called there may leave its own site and depth behind: this
  /// function puts back what it found, or may get a frame to.
  bool canRestoreAfter(llvm::CallBase &Call, bool MayGrow) const;
  bool storesSites() const { return Plan.storesSites(); }
  /// Tail calls that stay: what they call takes the caller's site.
  llvm::ArrayRef<llvm::CallInst *> leftAlone() const { return LeftAlone; }
  /// Call is one of those, and does so.
  void restoreAfter(llvm::CallBase &Call);
  /// All callers restore after their calls, so that this function needn't.
  void leaveRestoringToCallers() { CallersRestore = true; }

  void write();
  /// The caller's site at an ambient allocation; may be null when it runs.
  llvm::Value *ambientSiteAt(llvm::CallBase &Call);

private:
  /// What was found where a region is entered.
  struct Caller {
    llvm::Value *Site = nullptr;
    llvm::Value *OwnDepth = nullptr; // one more; null if callers aren't kept
  };

  /// A region, and what of the plan is in there.
  struct Part {
    FrameRegion Region;
    FramePlan Plan;
    llvm::SmallVector<llvm::Instruction *, 4> Ends;
  };
  /// What has to be done in a region.
  struct Work {
    llvm::Instruction *Entry;
    /// Before these, and on these edges, what the caller had is put back.
    llvm::SmallVector<llvm::Instruction *, 8> Restores;
    llvm::SmallVector<FrameRegion::Exit, 4> Exits;
    llvm::SmallVector<llvm::CallBase *, 8> Ambient;
    struct OwnSite {
      FramePlan::FramedCall Call;
      bool AndDepth;
    };
    llvm::SmallVector<OwnSite, 8> Sites;
  };

  bool callsAreRare() const;
  bool isFramed(const llvm::CallBase &Call) const;
  bool mustStayTailCall(const llvm::CallInst &Call) const;
  void leaveTailCallsAlone();
  llvm::SmallVector<llvm::Instruction *, 8> findEnds();
  std::vector<FrameRegion> regions() const;
  std::vector<Part> parts(std::vector<FrameRegion> Regions,
                          llvm::ArrayRef<llvm::Instruction *> Ends) const;
  Work workIn(const Part &Given) const;
  llvm::SmallVector<llvm::Instruction *, 16>
  changesOfDepth(const FramePlan &Calls) const;
  void write(const Work &Given);

  llvm::Constant *field(unsigned Index) const;
  llvm::LoadInst *load(llvm::IRBuilder<> &Builder, unsigned Field) const;
  llvm::Value *loadSite(llvm::Instruction *Where, bool IsEntry) const;
  void enterCaller(llvm::Instruction *Where, Caller &Here) const;
  void restore(llvm::Instruction *Where, const Caller &To) const;
  void setSite(const FramePlan::FramedCall &Framed,
               llvm::Value *Depth = nullptr) const;

  llvm::Function &F;
  FramePlan Plan;
  RuntimeInterface &Runtime;
  CallCycles &Cycles;
  const llvm::BlockFrequencyInfo &Frequencies;
  bool CallersRestore = false;
  llvm::SmallVector<llvm::CallInst *, 2> LeftAlone;
  /// The callers' sites at ambient allocations, where they aren't the ambient
  /// site.
  llvm::DenseMap<const llvm::CallBase *, llvm::Value *> CallersSites;
};

} // namespace memtrace

#endif
