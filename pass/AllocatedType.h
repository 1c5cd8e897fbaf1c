// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// AllocatedType.h: what kind of object a call makes memory for, as far as
// debug information tells (-g, not -gline-tables-only):
//   - the type in a new expression, which clang writes to the call as
//     !heapallocsite;
//   - the type of the pointer that malloc's result is stored to;
//   - the T of the std::allocator<T> that was inlined around the call.
//
// Inlining drops !heapallocsite and optimization drops variables, so the first
// two are taken at PipelineStart and kept by source location until
// OptimizerLast:
//
//   !memtrace.types = !{!1, ...}   !1 = !{!DILocation, !DIType}
#ifndef MEMTRACE_PASS_ALLOCATEDTYPE_H
#define MEMTRACE_PASS_ALLOCATEDTYPE_H

#include "LocationKey.h"
#include "UserLine.h"

#include "llvm/IR/Module.h"

#include <map>
#include <string>

namespace memtrace {

/// Writes !memtrace.types, once transparent functions are known.
void markAllocatedTypes(llvm::Module &M);

class AllocatedTypes {
public:
  explicit AllocatedTypes(const llvm::Module &M);

  /// The name of the type that Call allocates for the frame that is charged;
  /// empty: unknown.
  std::string nameFor(const llvm::CallBase &Call, const CallChain &Chain) const;
  static void forget(llvm::Module &M);

private:
  /// Null: allocations of several types at one location, as macros make them.
  std::map<LocationKey, const llvm::DIType *> Types;
};

} // namespace memtrace

#endif
