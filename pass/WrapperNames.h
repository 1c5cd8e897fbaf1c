// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// WrapperNames.h: what the user says of functions. The command line wins over
// the source, for it is the later word; on the same level opaque wins over
// transparent, for it is the exception one makes.
#ifndef MEMTRACE_PASS_WRAPPERNAMES_H
#define MEMTRACE_PASS_WRAPPERNAMES_H

#include "Options.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Module.h"

namespace memtrace {

enum class Verdict {
  ByShape,     // nothing is said
  Transparent, // a wrapper, whatever its shape
  Opaque       // none, whatever its shape
};

class WrapperNames {
public:
  /// Reads the options and the attributes of memtrace/memtrace.h in M.
  explicit WrapperNames(const llvm::Module &M);

  Verdict verdictOn(const llvm::Function &F) const;
  /// false: only functions that the user names are wrappers.
  bool shapesCount() const { return Given.FindWrappers; }

  /// Takes those attributes out of M. Left in, they hold on to functions that
  /// nothing else needs.
  static void forgetAttributes(llvm::Module &M);

private:
  Verdict onCommandLine(const llvm::Function &F) const;

  const Options &Given;
  llvm::DenseMap<const llvm::Function *, Verdict> InSource;
  mutable llvm::DenseMap<const llvm::Function *, Verdict> Known;
};

} // namespace memtrace

#endif
