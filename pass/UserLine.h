// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// UserLine.h: which line a call is charged to. The inlined chain of a call
// gives it: the innermost frame that lies neither in a system header nor in a
// forwarding call.
#ifndef MEMTRACE_PASS_USERLINE_H
#define MEMTRACE_PASS_USERLINE_H

#include "FunctionNames.h"
#include "Transparent.h"
#include "UserFiles.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"

#include <optional>
#include <string>

namespace memtrace {

struct ChainFrame {
  llvm::StringRef Function;
  std::string File;
  unsigned Line = 0;
  unsigned Column = 0;
};

/// The functions that a call was inlined into, innermost first.
struct CallChain {
  llvm::SmallVector<ChainFrame, 4> Frames; // never empty
  std::optional<unsigned> UserFrame;       // none: the caller is charged
  bool HasLines = true;
};

class UserLine {
public:
  explicit UserLine(const llvm::Module &M);

  CallChain chainOf(const llvm::CallBase &Call);
  /// F's own allocations have a line of their own: it is defined here, and
  /// neither a system header's nor a transparent function.
  bool hasOwnLines(const llvm::Function &F);

private:
  unsigned lineOf(const llvm::DISubprogram &Subprogram);
  std::string reportedName(const llvm::DIFile *File);

  const llvm::Module &M;
  const bool HasDebugInfo;
  UserFiles Files;
  TransparentLocations Transparent;
  const FunctionNames Names;
  /// Of subprograms without a line of their own, in the order of the code.
  std::optional<llvm::DenseMap<const llvm::DISubprogram *, unsigned>>
      FirstLines;
  /// The directory that each reported name stands for.
  llvm::StringMap<std::string> Directories;
};

} // namespace memtrace

#endif
