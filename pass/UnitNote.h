// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// UnitNote.h: says in the object file that it is instrumented, and how.
#ifndef MEMTRACE_PASS_UNITNOTE_H
#define MEMTRACE_PASS_UNITNOTE_H

#include "llvm/IR/GlobalVariable.h"

namespace memtrace {

/// An ELF note, which linkers, strip and garbage collection of sections keep.
///
///   @memtrace.note = private constant { header and name of the note,
///                                       memtrace_unit, [n x i8] }
class UnitNote {
public:
  UnitNote(llvm::Module &M, bool Stacks);

  /// The memtrace_unit in it: what sites lead to.
  llvm::Constant *unit() const;

private:
  llvm::GlobalVariable *Note;
};

} // namespace memtrace

#endif
