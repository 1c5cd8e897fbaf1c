// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LocationKey.h: a place in the source as a key. Inlining and cloning give a
// call a new location and may give its function a new subprogram; what they
// say stays the same.
#ifndef MEMTRACE_PASS_LOCATIONKEY_H
#define MEMTRACE_PASS_LOCATIONKEY_H

#include "llvm/IR/DebugInfoMetadata.h"

#include <tuple>

namespace memtrace {

/// File and name of the function, line, column.
using LocationKey =
    std::tuple<const llvm::DIFile *, llvm::StringRef, unsigned, unsigned>;

inline LocationKey keyOf(const llvm::DILocation &Location) {
  const llvm::DISubprogram *Subprogram = Location.getScope()->getSubprogram();
  llvm::StringRef Name = Subprogram->getLinkageName();
  return {Subprogram->getFile(), Name.empty() ? Subprogram->getName() : Name,
          Location.getLine(), Location.getColumn()};
}

} // namespace memtrace

#endif
