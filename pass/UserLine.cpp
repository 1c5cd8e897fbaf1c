// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// UserLine.cpp: the system-header rule, by path with debug information and by
// mangled name without it.
#include "UserLine.h"

#include "AllocationFunctions.h"

#include "LLVMCompat.h"
#include "SystemIncludeDirs.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/IR/Function.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace memtrace {

namespace {

std::string fullPath(const DIFile &File) {
  SmallString<256> Path;
  if (!sys::path::is_absolute(File.getFilename()))
    Path = File.getDirectory();
  sys::path::append(Path, File.getFilename());
  sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return std::string(Path);
}

/// Never by /usr/ alone: Docker images build the user's sources in /usr/src.
bool isSystemPath(StringRef Path) {
  for (StringRef Directory : SystemIncludeDirs)
    if (startsWith(Path, Directory) &&
        startsWith(Path.drop_front(Directory.size()), "/"))
      return true;
  return Path.contains("/include/c++/") || Path.contains("/lib/clang/") ||
         Path.contains("/usr/include/");
}

/// The mangled name is one of namespace std or __gnu_cxx (Itanium C++ ABI:
/// _Z, then N and qualifiers for a member, Z for what is local to a function).
bool isSystemName(StringRef Name) {
  if (!Name.consume_front("_Z"))
    return false;
  Name = Name.ltrim('Z');
  if (Name.consume_front("N"))
    Name = Name.ltrim("rVKRO");
  for (StringRef Prefix :
       {"St", "Sa", "Sb", "Ss", "Si", "So", "Sd", "9__gnu_cxx"})
    if (startsWith(Name, Prefix))
      return true;
  return false;
}

/// A constructor or assignment that the compiler wrote. (The functions that
/// initialise globals are artificial too, but have no line of their own, and
/// their code has the user's.)
bool isImplicitMember(const DISubprogram &Subprogram) {
  return Subprogram.isArtificial() && Subprogram.getLine() != 0;
}

} // namespace

UserLine::UserLine(const Module &M)
    : M(M), HasDebugInfo(M.getNamedMetadata("llvm.dbg.cu")), Transparent(M) {
  for (const Function &F : M)
    if (const DISubprogram *Subprogram = F.getSubprogram())
      LinkageNames.try_emplace(Subprogram, F.getName());
}

/// -gline-tables-only leaves linkage names out: then that of the function, or
/// the plain name if the function is gone.
StringRef UserLine::nameOf(const DISubprogram &Subprogram) const {
  StringRef Name = Subprogram.getLinkageName();
  if (Name.empty())
    Name = LinkageNames.lookup(&Subprogram);
  return Name.empty() ? Subprogram.getName() : Name;
}

CallChain UserLine::chainOf(const CallBase &Call) {
  CallChain Chain;
  const Function &F = *Call.getFunction();
  const DISubprogram *Own = F.getSubprogram();
  auto Add = [&](const DISubprogram *Subprogram, const DIFile *File,
                 unsigned Line, unsigned Column, bool IsForwarding) {
    // Line 0 is a merged or generated location; the function is what's known.
    if (!Line)
      Line = Subprogram->getLine();
    // What the compiler writes into such a member has the line of the class,
    // which says nothing: whoever copies is meant. It never allocates by
    // itself, so an allocation in it is a default member initialiser's.
    bool IsWritten = isImplicitMember(*Subprogram) &&
                     Line == Subprogram->getLine() &&
                     !(Chain.Frames.empty() && allocationFunction(Call));
    if (!Chain.UserFrame && !IsForwarding && !IsWritten && !isSystemFile(File))
      Chain.UserFrame = Chain.Frames.size();
    Chain.Frames.push_back(
        {nameOf(*Subprogram), reportedName(File), Line, Column});
  };

  if (const DILocation *Location = Call.getDebugLoc()) {
    for (; Location; Location = Location->getInlinedAt())
      Add(Location->getScope()->getSubprogram(), Location->getFile(),
          Location->getLine(), Location->getColumn(),
          Transparent.contains(*Location));
  } else if (Own) {
    Add(Own, Own->getFile(), 0, 0, isTransparent(F));
  } else {
    // Amid debug information, a function without it isn't the user's.
    Chain.HasLines = false;
    Chain.Frames.push_back({F.getName(), M.getSourceFileName(), 0, 0});
    if (hasOwnLines(F))
      Chain.UserFrame = 0;
  }
  return Chain;
}

bool UserLine::hasOwnLines(const Function &F) {
  if (isTransparent(F))
    return false;
  if (const DISubprogram *Subprogram = F.getSubprogram())
    return !isImplicitMember(*Subprogram) &&
           !isSystemFile(Subprogram->getFile());
  return !HasDebugInfo && !isSystemName(F.getName());
}

bool UserLine::isSystemFile(const DIFile *File) {
  if (!File)
    return false;
  auto [Known, IsNew] = SystemFiles.try_emplace(File, false);
  if (IsNew)
    Known->second = isSystemPath(fullPath(*File));
  return Known->second;
}

/// The name as the user gave it to the compiler. Where two files of the module
/// would share it, the later one gets its full path.
std::string UserLine::reportedName(const DIFile *File) {
  if (!File)
    return "";
  auto [Known, IsNew] =
      Directories.try_emplace(File->getFilename(), File->getDirectory().str());
  if (!IsNew && Known->second != File->getDirectory())
    return fullPath(*File);
  return File->getFilename().str();
}

} // namespace memtrace
