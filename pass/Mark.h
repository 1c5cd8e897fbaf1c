// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Mark.h: the half of the pass that runs at PipelineStart. It changes no code;
// it keeps the optimizer from destroying what Rewrite needs to know.
#ifndef MEMTRACE_PASS_MARK_H
#define MEMTRACE_PASS_MARK_H

#include "llvm/IR/PassManager.h"

namespace memtrace {

class MarkPass : public llvm::PassInfoMixin<MarkPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; } // at -O0 too
};

} // namespace memtrace

#endif
