// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Places.h: what a pointer points to, in code that nobody has optimized yet.
// There every variable has a slot, and so has every parameter:
//
//   %n.addr = alloca i64
//   store i64 %n, ptr %n.addr
//   %0 = load i64, ptr %n.addr            ; "n"
#ifndef MEMTRACE_PASS_PLACES_H
#define MEMTRACE_PASS_PLACES_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Operator.h"

#include <map>
#include <memory>
#include <optional>

namespace memtrace {

struct Place {
  enum Kind {
    Other,
    Local,     // in the variable Base
    Parameter, // where the parameter Base points to
    Reached,   // found through what the parameter Base points to
  };
  Kind Where = Other;
  const llvm::Value *Base = nullptr;
  /// From Base, or from the last pointer on the way; none: not constant.
  std::optional<int64_t> Offset = 0;
  bool IsField = false;   // of a struct or class
  bool IsCapture = false; // of a lambda

  bool isCallers() const { return Where == Parameter || Where == Reached; }
  const llvm::AllocaInst *variable() const {
    return Where == Local ? llvm::cast<llvm::AllocaInst>(Base) : nullptr;
  }
  const llvm::Argument *parameter() const {
    return isCallers() ? llvm::cast<llvm::Argument>(Base) : nullptr;
  }
};

/// Finds places, and remembers: functions of thousands of statements come back
/// to the same variables.
class Places {
public:
  explicit Places(const llvm::DataLayout &Layout) : Layout(Layout) {}

  Place of(const llvm::Value *Pointer);

  /// A use of a variable's address, seen through casts and offsets.
  struct VariableUse {
    const llvm::Use *TheUse;
    std::optional<int64_t> Offset; // none: not constant
  };
  llvm::ArrayRef<VariableUse> usesOf(const llvm::AllocaInst &Variable);

  const llvm::DataLayout &Layout;

private:
  Place find(const llvm::Value *Pointer);
  Place afterStep(const llvm::GEPOperator &Step);
  Place afterLoad(const llvm::LoadInst &Load);
  Place storedTo(const llvm::AllocaInst &Variable,
                 std::optional<int64_t> Offset);
  template <class Range> Place best(const Range &Values);
  void addUses(const llvm::Value &Address, std::optional<int64_t> Offset,
               llvm::SmallVectorImpl<VariableUse> &Uses);

  llvm::DenseMap<const llvm::Value *, Place> Known;
  std::map<std::pair<const llvm::AllocaInst *, std::optional<int64_t>>, Place>
      Contents;
  /// Kept apart, for references to them outlive the table's growth.
  llvm::DenseMap<const llvm::AllocaInst *,
                 std::unique_ptr<llvm::SmallVector<VariableUse, 8>>>
      Uses;
};

/// Two offsets may be the same, or the second lies within Bytes of the first.
inline bool mayOverlap(std::optional<int64_t> Offset, uint64_t Bytes,
                       std::optional<int64_t> Wanted) {
  return !Offset || !Wanted ||
         (*Wanted >= *Offset && *Wanted < *Offset + int64_t(Bytes));
}

} // namespace memtrace

#endif
