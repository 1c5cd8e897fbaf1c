// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// UserLine.cpp: the rule of UserLine.h, by file with debug information and by
// mangled name without it.
#include "UserLine.h"

#include "AllocationFunctions.h"

#include "LLVMCompat.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace memtrace {

namespace {

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
    : M(M), HasDebugInfo(M.getNamedMetadata("llvm.dbg.cu")), Files(M),
      Transparent(M), Names(M) {}

CallChain UserLine::chainOf(const CallBase &Call) {
  CallChain Chain;
  const Function &F = *Call.getFunction();
  const DISubprogram *Own = F.getSubprogram();
  auto Add = [&](const DISubprogram *Subprogram, const DIFile *File,
                 unsigned Line, unsigned Column, bool IsForwarding) {
    // Line 0 is a merged or generated location; the function is what's known.
    if (!Line)
      Line = lineOf(*Subprogram);
    // What the compiler writes into such a member has the line of the class,
    // which says nothing: whoever copies is meant. It never allocates by
    // itself, so an allocation in it is a default member initialiser's.
    bool IsWritten = isImplicitMember(*Subprogram) &&
                     Line == Subprogram->getLine() &&
                     !(Chain.Frames.empty() && allocationFunction(Call));
    if (!Chain.UserFrame && !IsForwarding && !IsWritten && Files.contains(File))
      Chain.UserFrame = Chain.Frames.size();
    Chain.Frames.push_back(
        {Names.of(*Subprogram), reportedName(File), Line, Column});
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
    Chain.Frames.push_back({FunctionNames::of(F), M.getSourceFileName(), 0, 0});
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
           Files.contains(Subprogram->getFile());
  return !HasDebugInfo && Files.containsMainFile() &&
         !isSystemName(F.getName());
}

/// What initialises a global has no line but that of its code: then the first.
unsigned UserLine::lineOf(const DISubprogram &Subprogram) {
  if (unsigned Line = Subprogram.getLine())
    return Line;
  if (!FirstLines) {
    FirstLines.emplace();
    for (const Function &F : M)
      for (const Instruction &I : instructions(F))
        for (const DILocation *At = I.getDebugLoc(); At;
             At = At->getInlinedAt())
          if (At->getLine())
            FirstLines->try_emplace(At->getScope()->getSubprogram(),
                                    At->getLine());
  }
  return FirstLines->lookup(&Subprogram);
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
