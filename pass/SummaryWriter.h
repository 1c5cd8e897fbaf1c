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

/// Other units may call F, which is defined here.
bool isSummarized(const llvm::Function &F);

/// Before anything is rewritten. Many compilers may do this at one time.
void writeSummary(llvm::Module &M, const std::string &File,
                  llvm::function_ref<bool(llvm::Function &)> HasOwnLines);

} // namespace memtrace

#endif
