// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Transparent.h: wrappers, and the marks that keep them known. A forwarding
// call passes an allocation on: `return malloc(n)` in xmalloc. Its function is
// transparent, for what it allocates there is charged to its caller.
//
// Inlining and constant propagation destroy the evidence, so it is taken at
// PipelineStart and kept in two marks until OptimizerLast:
//   - the function attribute "memtrace-transparent", for calls of a function
//     that was not inlined (and all there is without debug information);
//   - !memtrace.transparent, the source locations of the forwarding calls,
//     for inlined chains. A location names its subprogram, and both stay as
//     they are in every copy that inlining or cloning makes.
#ifndef MEMTRACE_PASS_TRANSPARENT_H
#define MEMTRACE_PASS_TRANSPARENT_H

#include "llvm/ADT/DenseSet.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

#include <tuple>

namespace memtrace {

class MayAllocate;

/// Finds the forwarding calls of M and marks them.
void markTransparent(llvm::Module &M, const MayAllocate &Allocates);

bool isTransparent(const llvm::Function &F);

/// The marks on locations. The last user takes them away (see forget).
class TransparentLocations {
public:
  explicit TransparentLocations(const llvm::Module &M);
  bool contains(const llvm::DILocation &Location) const;
  static void forget(llvm::Module &M);

private:
  // A cloned function gets a clone of its subprogram, so subprograms are
  // compared by what they say, not by address.
  using Key =
      std::tuple<const llvm::DIFile *, llvm::StringRef, unsigned, unsigned>;
  static Key keyOf(const llvm::DILocation &Location);
  llvm::DenseSet<Key> Locations;
};

} // namespace memtrace

#endif
