// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// BlockFlow.h: how a function hands a block to its caller.
#ifndef MEMTRACE_PASS_BLOCKFLOW_H
#define MEMTRACE_PASS_BLOCKFLOW_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"

#include <optional>

namespace memtrace {

/// The ways out of a function that a block takes.
struct Exits {
  bool ByResult = false;
  /// Numbers of parameters through which it is stored: `*out = block`. What
  /// goes to a field, `list->data = block`, stays in an object instead.
  llvm::SmallSetVector<unsigned, 2> ByParameter;
  /// An arena keeps the block and moves on in it: `arena->next += n`. These
  /// are the steps.
  llvm::SmallVector<const llvm::Value *, 1> Steps;

  bool any() const { return ByResult || !ByParameter.empty(); }
  /// True if this added to what was known.
  bool add(const Exits &Other);
};

class Places;

class BlockFlow {
public:
  explicit BlockFlow(Places &AllPlaces) : AllPlaces(AllPlaces) {}

  /// A block that is the value of Block.
  Exits ofValue(const llvm::Value &Block);
  /// A block whose address a call stores to *Pointer.
  Exits ofTarget(const llvm::Value &Pointer);

private:
  class Walk;
  bool returnsArgument(const llvm::CallBase &Call, unsigned Number);

  Places &AllPlaces;
  llvm::DenseMap<std::pair<const llvm::Function *, unsigned>, bool> Returned;
};

} // namespace memtrace

#endif
