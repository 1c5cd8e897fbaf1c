// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SummaryWriter.h: adds what a module's functions do to a call summary, for
// the next build: see CallSummary.h.
#ifndef MEMTRACE_PASS_SUMMARYWRITER_H
#define MEMTRACE_PASS_SUMMARYWRITER_H

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Module.h"

#include <string>

namespace memtrace {

/// A symbol by which other units may call a function that is defined here.
struct Callable {
  const llvm::GlobalValue *Symbol;
  /// Null: which one, or whose, is known only when the program is linked or
  /// loaded.
  llvm::Function *Body;
};

/// But for main, of which there may be many in a program's build system and its
/// tests, and which nobody calls; and inline functions, whose bodies are seen.
void forEachCallable(llvm::Module &M, llvm::function_ref<void(Callable)> Take);

/// Before anything is rewritten. Many compilers may do this at one time, and
/// who has nothing new to say leaves the file as it is.
void writeSummary(llvm::Module &M, const std::string &File,
                  llvm::function_ref<bool(llvm::Function &)> HasOwnLines);

} // namespace memtrace

#endif
