// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Transparent.h: the marks of wrappers. A transparent function hands what it
// allocates in its forwarding calls to its caller, who is charged for it.
//
// Inlining and constant propagation destroy the evidence, so it is taken at
// PipelineStart (ForwardingCalls.h) and kept in two marks until OptimizerLast:
//   - the function attribute "memtrace-transparent", for calls of a function
//     that was not inlined (and all there is without debug information);
//   - !memtrace.transparent, the source locations of the forwarding calls,
//     for inlined chains. A location names its subprogram, and both stay as
//     they are in every copy that inlining or cloning makes.
#ifndef MEMTRACE_PASS_TRANSPARENT_H
#define MEMTRACE_PASS_TRANSPARENT_H

#include "LocationKey.h"

#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

#include <set>

namespace memtrace {

class ForwardingCalls;

void markTransparent(llvm::Module &M, const ForwardingCalls &Found);

bool isTransparent(const llvm::Function &F);

/// The marks on locations. The last user takes them away (see forget).
class TransparentLocations {
public:
  explicit TransparentLocations(const llvm::Module &M);
  bool contains(const llvm::DILocation &Location) const;
  static void forget(llvm::Module &M);

private:
  std::set<LocationKey> Locations;
};

} // namespace memtrace

#endif
