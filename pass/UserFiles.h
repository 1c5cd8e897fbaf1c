// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// UserFiles.h: which files are the user's: all but system headers, unless the
// user says more (--memtrace-skip, --memtrace-own).
#ifndef MEMTRACE_PASS_USERFILES_H
#define MEMTRACE_PASS_USERFILES_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Module.h"

#include <string>

namespace memtrace {

/// The path of File, without dots.
std::string fullPath(const llvm::DIFile &File);

class UserFiles {
public:
  explicit UserFiles(const llvm::Module &M);

  /// Without a file nothing speaks against it.
  bool contains(const llvm::DIFile *File);
  /// The file that was compiled: all that is known without debug information.
  bool containsMainFile() const { return HasMainFile; }

private:
  struct Prefix {
    std::string Path;
    bool IsUsers;
  };
  void addPrefixes(llvm::ArrayRef<std::string> Given, bool IsUsers);
  bool decide(llvm::StringRef Directory, llvm::StringRef Name) const;

  /// What a relative path starts from: where the compiler runs, and what debug
  /// information calls that (-fdebug-compilation-dir, -ffile-prefix-map).
  std::string Here;
  llvm::SmallVector<llvm::StringRef, 2> CompilationDirs;
  llvm::SmallVector<Prefix, 4> Prefixes;
  bool OnlyOwn = false;
  bool HasMainFile = true;
  llvm::DenseMap<const llvm::DIFile *, bool> Known;
};

} // namespace memtrace

#endif
