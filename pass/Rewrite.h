// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rewrite.h: the half of the pass that runs at OptimizerLast. Allocations that
// the optimizer removed are gone by then, and none is kept for our sake.
//
//   %p = call ptr @malloc(i64 %n)
// becomes
//   %p = call ptr @__memtrace_malloc(i64 %n, ptr @memtrace.site)
// and calls into code without lines of its own get a frame (see Frames.h).
#ifndef MEMTRACE_PASS_REWRITE_H
#define MEMTRACE_PASS_REWRITE_H

#include "llvm/IR/PassManager.h"

namespace memtrace {

class RewritePass : public llvm::PassInfoMixin<RewritePass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; } // at -O0 too

  /// M was instrumented before: LTO may run the pipeline again.
  static bool hasRunOn(const llvm::Module &M);
};

} // namespace memtrace

#endif
