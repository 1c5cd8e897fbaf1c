// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Returns.h: what comes after a call.
#ifndef MEMTRACE_PASS_RETURNS_H
#define MEMTRACE_PASS_RETURNS_H

#include "llvm/IR/Instructions.h"

namespace memtrace {

/// The return that makes Call a tail call; null if it isn't in tail position.
/// With MayClone, a return that several blocks share is copied behind Call, so
/// that Call has its own.
llvm::ReturnInst *returnAfter(llvm::CallInst *Call, bool MayClone);

/// Where Call has returned, on that path alone.
llvm::Instruction *afterReturnOf(llvm::CallBase *Call);

} // namespace memtrace

#endif
