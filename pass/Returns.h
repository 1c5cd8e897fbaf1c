// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Returns.h: what comes after a call.
#ifndef MEMTRACE_PASS_RETURNS_H
#define MEMTRACE_PASS_RETURNS_H

#include "llvm/IR/Instructions.h"

namespace memtrace {

/// The return that makes Call a tail call, of its own or shared by several
/// blocks; null if it isn't in tail position.
llvm::ReturnInst *returnReachedBy(llvm::CallInst *Call);

/// The same, but of its own only. With MayClone, a return that is shared is
/// copied behind Call.
llvm::ReturnInst *returnAfter(llvm::CallInst *Call, bool MayClone);

} // namespace memtrace

#endif
