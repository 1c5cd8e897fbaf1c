// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// FunctionNames.h: what the functions of a chain are called. A reader knows
// `run(int)`, not the part of it that the compiler calls `_Z3runi.resume`;
// names stay mangled here, whoever prints them may demangle them.
#ifndef MEMTRACE_PASS_FUNCTIONNAMES_H
#define MEMTRACE_PASS_FUNCTIONNAMES_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Module.h"

namespace memtrace {

/// -gline-tables-only leaves linkage names out, and inlined functions are gone
/// by the time they are asked for: their names are kept in
/// !memtrace.names = !{!1, ...}, !1 = !{!DISubprogram, !"name"}.
void markFunctionNames(llvm::Module &M);

class FunctionNames {
public:
  explicit FunctionNames(const llvm::Module &M);

  llvm::StringRef of(const llvm::DISubprogram &Subprogram) const;
  static llvm::StringRef of(const llvm::Function &F);
  static void forget(llvm::Module &M);

private:
  llvm::DenseMap<const llvm::DISubprogram *, llvm::StringRef> LinkageNames;
};

} // namespace memtrace

#endif
