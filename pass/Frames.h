// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Frames.h: the ambient site in one function. An allocation without a line of
// its own, here or in code that nobody instrumented, is charged to it:
//
//   %old = load ptr, ptr (site)                ; of @__memtrace_thread_frames
//   store ptr @memtrace.site, ptr (site)
//   call void @framed()
//   store ptr %old, ptr (site)
//   call ptr @transparent(i64 %n)
//   store ptr %old, ptr (site)
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
// reaches so far; the thread has none while nobody asks. The ambient site and
// the depth are one word, so a call says both at once; %own is that word at one
// of the function's sites, from which the others are a distance away:
//
//   %old = load i64, ptr (word)
//   %depth = and i64 %old, 65535
//   if (%depth < load i32, ptr (capacity))
//     store i64 %old, ptr (load ptr, ptr (callers))[%depth]
//   %deeper = phi i64 [ %depth + 1, if so ], [ %depth, if not ]
//   %own = or i64 (ptrtoint @memtrace.sites << 16), %deeper
//   store i64 %own, ptr (word)
//   call void @framed()
//   store i64 (add i64 %own, (28 << 16)), ptr (word)
//   call ptr @__memtrace_malloc(i64 %n, ptr @memtrace.sites[1])
//   store i64 %old, ptr (word)
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
#include "RuntimeInterface.h"
#include "Sites.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/PassManager.h"

#include <optional>

namespace memtrace {

class CallCycles;

/// What is to happen to the calls of a function.
struct FramePlan {
  struct FramedCall {
    llvm::CallBase *Call;
    /// None: nothing is to be set, but what is called leaves its own behind.
    std::optional<Sites::Id> Site;
  };
  llvm::SmallVector<FramedCall, 8> Framed;
  /// Calls that take the caller's site.
  llvm::SmallVector<llvm::CallBase *, 8> Transparent;
  /// Allocations without a user's line, which read the ambient site.
  llvm::SmallVector<llvm::CallBase *, 8> Ambient;
  /// Those with one.
  llvm::SmallVector<FramedCall, 8> Allocating;
  bool KeepsCallers = false;
  /// Control may come back here from the middle of a function that has set a
  /// site of its own: by an exception that is caught, or a longjmp.
  bool ResumesAfterUnwinding = false;

  bool storesSites() const { return !Framed.empty() || ResumesAfterUnwinding; }
};

class Frames {
public:
  Frames(llvm::Function &F, FramePlan Plan, const Sites &AllSites,
         RuntimeInterface &Runtime, CallCycles &Cycles,
         llvm::FunctionAnalysisManager &Analyses);

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

  /// Once the sites are laid out.
  void write();
  /// The caller's site at an ambient allocation; may be null when it runs.
  llvm::Value *ambientSiteAt(llvm::CallBase &Call);

private:
  /// What was found where a region is entered.
  struct Caller {
    /// The word, or, if callers aren't kept, the site.
    llvm::Value *Found = nullptr;
    /// Of that.
    RuntimeInterface::KeptAddress Address;
    /// The function's own word at one of its sites, if callers are kept.
    llvm::Value *Own = nullptr;
    Sites::Id First = 0;
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
    /// Before these, their site is set.
    llvm::SmallVector<FramePlan::FramedCall, 8> Own;
  };

  bool callsAreRare() const;
  bool isFramed(const llvm::CallBase &Call) const;
  bool mustStayTailCall(const llvm::CallInst &Call) const;
  llvm::ReturnInst *ownReturnAfter(llvm::CallInst &Call) const;
  void leaveTailCallsAlone();
  llvm::SmallVector<llvm::Instruction *, 8> findEnds();
  std::vector<FrameRegion> regions() const;
  std::vector<Part> parts(std::vector<FrameRegion> Regions,
                          llvm::ArrayRef<llvm::Instruction *> Ends) const;
  Work workIn(const Part &Given) const;
  void write(const Work &Given);

  RuntimeInterface::FrameField whatIsFound() const;
  llvm::Value *load(llvm::Instruction *Where, bool IsEntry,
                    const RuntimeInterface::KeptAddress &Address) const;
  void enterCaller(llvm::Instruction *Where, Caller &Here) const;
  void restore(llvm::Instruction *Where, const Caller &To) const;
  void setSite(const FramePlan::FramedCall &Framed, const Caller &Here) const;

  llvm::Function &F;
  FramePlan Plan;
  const Sites &AllSites;
  RuntimeInterface &Runtime;
  CallCycles &Cycles;
  llvm::FunctionAnalysisManager &Analyses;
  bool CallersRestore = false;
  llvm::SmallVector<llvm::CallInst *, 2> LeftAlone;
  /// What was found by those with ambient allocations that aren't charged to
  /// what is there.
  llvm::DenseMap<const llvm::CallBase *, llvm::Value *> CallersSites;
};

} // namespace memtrace

#endif
