// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SizeOrigin.h: who decides a size: the function's caller, if it is computed
// from parameters.
#ifndef MEMTRACE_PASS_SIZEORIGIN_H
#define MEMTRACE_PASS_SIZEORIGIN_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/InstrTypes.h"

#include <optional>
#include <set>
#include <tuple>

namespace memtrace {

struct Origin {
  /// Numbers of the parameters that the size is computed from: integers, and
  /// strings whose length counts.
  llvm::SmallSetVector<unsigned, 2> Parameters;
  /// What was measured of an object that the caller passed.
  struct Measurement {
    const llvm::Argument *Object;
    const llvm::Value *Function; // that tells; null: a field does
    std::optional<int64_t> Offset;

    bool operator<(const Measurement &Other) const {
      return std::tie(Object, Function, Offset) <
             std::tie(Other.Object, Other.Function, Other.Offset);
    }
  };
  std::set<Measurement> Measurements;

  /// One measurement is that of a pool (`pool->block_size`) or of what is
  /// copied (`string->length`). Several make a computation of the function's
  /// own, as in concat(a, b).
  bool isCallers() const {
    return !Parameters.empty() || Measurements.size() == 1;
  }
  void add(const Origin &Other);
};

class Places;

class SizeOrigins {
public:
  explicit SizeOrigins(Places &AllPlaces) : AllPlaces(AllPlaces) {}

  /// Of an integer.
  Origin ofValue(const llvm::Value &Size);
  /// Of what Pointer points to, when its length decides.
  Origin ofString(const llvm::Value &Pointer);

private:
  class Walk;
  /// Both in terms of F's parameters.
  Origin ofResult(const llvm::Function &F);
  Origin ofTarget(const llvm::Function &F, unsigned Number);

  bool isInLoop(const llvm::Instruction &I);

  Places &AllPlaces;
  llvm::DenseMap<const llvm::Function *, Origin> Results;
  llvm::DenseMap<std::pair<const llvm::Function *, unsigned>, Origin> Targets;
  /// The blocks of each function from which there is a way back to them.
  llvm::DenseMap<const llvm::Function *,
                 llvm::SmallPtrSet<const llvm::BasicBlock *, 8>>
      LoopBlocks;
};

} // namespace memtrace

#endif
