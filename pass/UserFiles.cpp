// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// UserFiles.cpp: rules are path prefixes, and the longest that fits decides.
// System folders are rules as well, so that --memtrace-own=/ does not make the
// C++ library the user's, and --memtrace-own=/usr/include/mine works.
#include "UserFiles.h"

#include "LLVMCompat.h"
#include "Options.h"
#include "SystemIncludeDirs.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace memtrace {

namespace {

std::string joined(StringRef Directory, StringRef Name) {
  SmallString<256> Path;
  if (!sys::path::is_absolute(Name))
    Path = Directory;
  sys::path::append(Path, Name);
  return std::string(Path);
}

std::string withoutDots(StringRef Path) {
  SmallString<256> Plain = Path;
  sys::path::remove_dots(Plain, /*remove_dot_dot=*/true);
  return std::string(Plain);
}

/// The path without symbolic links; empty if there is no such file.
std::string realPath(StringRef Path) {
  SmallString<256> Real;
  return sys::fs::real_path(Path, Real) ? "" : std::string(Real);
}

/// Whole components: /a/b holds /a/b and /a/b/c, not /a/bc. What is empty is
/// the current directory of relative paths.
bool holds(StringRef Prefix, StringRef Path) {
  if (Prefix.empty())
    return !sys::path::is_absolute(Path);
  return startsWith(Path, Prefix) &&
         (Path.size() == Prefix.size() || Prefix.back() == '/' ||
          Path[Prefix.size()] == '/');
}

/// The length of the system's folder that Path is in; 0: in none. Never by
/// /usr/ alone: Docker images build the user's sources in /usr/src.
size_t systemPrefix(StringRef Path) {
  size_t Longest = 0;
  for (StringRef Directory : SystemIncludeDirs)
    if (holds(Directory, Path))
      Longest = std::max(Longest, Directory.size());
  for (StringRef Part : {"/include/c++/", "/lib/clang/", "/usr/include/"}) {
    size_t At = Path.rfind(Part);
    if (At != StringRef::npos)
      Longest = std::max(Longest, At + Part.size() - 1);
  }
  return Longest;
}

} // namespace

std::string fullPath(const DIFile &File) {
  return withoutDots(joined(File.getDirectory(), File.getFilename()));
}

UserFiles::UserFiles(const Module &M) {
  const Options &Given = Options::get(M.getContext());
  OnlyOwn = !Given.Own.empty();
  if (OnlyOwn || !Given.Skip.empty()) {
    SmallString<256> Current;
    if (!sys::fs::current_path(Current))
      Here = std::string(Current);
    CompilationDirs.push_back(Here);
    for (const DICompileUnit *Unit : M.debug_compile_units())
      if (!is_contained(CompilationDirs, Unit->getDirectory()))
        CompilationDirs.push_back(Unit->getDirectory());
    addPrefixes(Given.Own, true);
    addPrefixes(Given.Skip, false);
  }
  HasMainFile = decide(Here, M.getSourceFileName());
}

void UserFiles::addPrefixes(ArrayRef<std::string> Given, bool IsUsers) {
  for (const std::string &Text : Given) {
    for (StringRef Directory : CompilationDirs)
      Prefixes.push_back({withoutDots(joined(Directory, Text)), IsUsers});
    std::string Real = realPath(joined(Here, Text));
    if (!Real.empty())
      Prefixes.push_back({Real, IsUsers});
  }
}

/// The longest prefix of any spelling decides; of equally long ones that of
/// --memtrace-skip, and the system's last.
bool UserFiles::decide(StringRef Directory, StringRef Name) const {
  std::string Path = joined(Directory, Name);
  SmallVector<std::string, 3> Spellings = {withoutDots(Path)};
  if (!Prefixes.empty()) {
    // Debug information may call the current directory by another name.
    if (is_contained(CompilationDirs, Directory)) {
      Path = joined(Here, Name);
      Spellings.push_back(withoutDots(Path));
    }
    std::string Real = realPath(Path);
    if (!Real.empty())
      Spellings.push_back(Real);
  }

  size_t Longest = 0;
  bool IsUsers = !OnlyOwn;
  for (StringRef Spelling : Spellings)
    if (size_t Length = systemPrefix(Spelling); Length > Longest) {
      Longest = Length;
      IsUsers = false;
    }
  for (const Prefix &Rule : Prefixes)
    for (StringRef Spelling : Spellings)
      if (Rule.Path.size() >= Longest && holds(Rule.Path, Spelling)) {
        Longest = Rule.Path.size();
        IsUsers = Rule.IsUsers;
      }
  return IsUsers;
}

bool UserFiles::contains(const DIFile *File) {
  if (!File)
    return true;
  auto [Found, IsNew] = Known.try_emplace(File, true);
  if (IsNew)
    Found->second = decide(File->getDirectory(), File->getFilename());
  return Found->second;
}

} // namespace memtrace
