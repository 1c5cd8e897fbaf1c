// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ForwardingCalls.h: which functions of a module are wrappers, told by shape.
// A forwarding call passes an allocation on:
//
//   void *xmalloc(size_t n) { void *p = malloc(n); ...; return p; }
//   int get(void **out, size_t n) { return (*out = malloc(n)) ? 0 : -1; }
//   char *copy(const char *s) { return strcpy(xmalloc(strlen(s) + 1), s); }
//   void *take(struct pool *p) { return xmalloc(p->block_size); }
//
// The block reaches the caller (BlockFlow.h), and the caller decided its size
// (SizeOrigin.h). A factory, `struct foo *make_foo(void)`, decides itself.
#ifndef MEMTRACE_PASS_FORWARDINGCALLS_H
#define MEMTRACE_PASS_FORWARDINGCALLS_H

#include "BlockFlow.h"
#include "Places.h"
#include "SizeOrigin.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/IR/Module.h"

namespace memtrace {

class MayAllocate;
class WrapperNames;

class ForwardingCalls {
public:
  ForwardingCalls(llvm::Module &M, const MayAllocate &Allocates,
                  const WrapperNames &Names);

  const llvm::SetVector<llvm::CallBase *> &calls() const { return Calls; }
  /// The functions that they are in.
  llvm::SmallVector<llvm::Function *, 16> functions() const;

private:
  struct Wrapper {
    /// Numbers of the parameters that decide the size. None: what they point
    /// to does, and then the wrapper's callers are no wrappers for that.
    llvm::SmallSetVector<unsigned, 2> Sizes;
    Exits Out;
  };
  /// What a call hands to the function that it stands in.
  struct Offer {
    bool ByResult = false;
    llvm::SmallVector<const llvm::Value *, 2> Targets; // or stored to these
    llvm::SmallVector<const llvm::Value *, 4> Sizes;
  };

  void collect(llvm::Function &F, const MayAllocate &Allocates);
  void takeAtWord(llvm::Function &F, const MayAllocate &Allocates);
  void consider(llvm::CallBase &Call);
  bool offers(const llvm::CallBase &Call, Offer &Result);
  void offerOfUnknown(const llvm::CallBase &Call, Offer &Result);
  Exits exitsOf(const llvm::CallBase &Call, const Offer &Block);
  Origin originOf(const Offer &Block);

  const WrapperNames &Names;
  Places AllPlaces;
  BlockFlow Blocks;
  SizeOrigins Origins;
  llvm::SmallVector<llvm::CallBase *, 32> Candidates;
  llvm::DenseMap<const llvm::Function *, llvm::SmallVector<llvm::CallBase *, 4>>
      CandidatesOf; // by what they call
  llvm::MapVector<llvm::Function *, Wrapper> Wrappers;
  llvm::SetVector<llvm::CallBase *> Calls;
  llvm::SetVector<llvm::Function *> Grown;
};

} // namespace memtrace

#endif
