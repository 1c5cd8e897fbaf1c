// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SummaryWriter.cpp: a walk over each function and the internal ones that it
// calls.
#include "SummaryWriter.h"

#include "CallSummary.h"
#include "MayAllocate.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/GlobalIFunc.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/LineIterator.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <set>

using namespace llvm;

namespace memtrace {

namespace {

/// A body that whoever calls F sees, too.
bool isSeenThrough(const Function &F) {
  return F.hasLocalLinkage() || (F.hasLinkOnceLinkage() && !F.isInterposable());
}

std::string asWord(const Behind &Reached) {
  std::string Word;
  if (Reached.EndsThere)
    Word = CallSummary::EndsThere;
  Word += Reached.What == Behind::Anything ? StringRef(CallSummary::Anything)
                                           : Reached.Callee->getName();
  return Word;
}

std::set<std::string> reasonsToAllocate(const Function &F) {
  std::set<std::string> Words;
  SmallSetVector<const Function *, 8> Bodies;
  Bodies.insert(&F);
  for (unsigned Next = 0; Next != Bodies.size(); ++Next) {
    if (Bodies[Next]->hasFnAttribute(Attribute::Naked)) // may jump anywhere
      Words.insert(CallSummary::Anything.str());
    for (const Instruction &I : instructions(Bodies[Next])) {
      auto *Call = dyn_cast<CallBase>(&I);
      Behind Reached = Call ? whatIsBehind(*Call) : Behind{Behind::Nothing};
      if (Reached.What == Behind::Nothing)
        continue;
      if (Reached.What == Behind::Body && isSeenThrough(*Reached.Callee))
        Bodies.insert(Reached.Callee);
      else
        Words.insert(asWord(Reached));
    }
  }
  return Words;
}

} // namespace

void forEachCallable(Module &M, function_ref<void(Callable)> Take) {
  auto Add = [&](GlobalValue &Symbol, Function *Body) {
    if (Symbol.hasLocalLinkage() || !Symbol.hasName() ||
        Symbol.getName() == "main")
      return;
    Take({&Symbol, Symbol.isInterposable() ? nullptr : Body});
  };
  for (Function &F : M)
    if (!F.isDeclarationForLinker() && !isSeenThrough(F))
      Add(F, &F);
  for (GlobalAlias &Alias : M.aliases())
    if (Alias.getValueType()->isFunctionTy())
      Add(Alias, dyn_cast<Function>(Alias.getAliasee()->stripPointerCasts()));
  for (GlobalIFunc &IFunc : M.ifuncs())
    Add(IFunc, nullptr);
}

void writeSummary(Module &M, const std::string &File,
                  function_ref<bool(Function &)> HasOwnLines) {
  std::vector<std::string> Lines;
  StringMap<bool> IsThere;
  forEachCallable(M, [&](Callable Found) {
    std::string Line = Found.Symbol->getName().str();
    Line += CallSummary::Separator;
    Line += Found.Body && HasOwnLines(*Found.Body) ? CallSummary::Own
                                                   : CallSummary::Callers;
    for (const std::string &Word :
         Found.Body ? reasonsToAllocate(*Found.Body)
                    : std::set<std::string>{CallSummary::Anything.str()}) {
      Line += CallSummary::Separator;
      Line += Word;
    }
    IsThere[Line] = false;
    Lines.push_back(std::move(Line));
  });
  // Volatile: others may be writing. What can't be read has no lines.
  auto Before = MemoryBuffer::getFile(File, /*IsText=*/true,
                                      /*RequiresNullTerminator=*/true,
                                      /*IsVolatile=*/true);
  if (Before)
    for (line_iterator Line(**Before); !Line.is_at_eof(); ++Line)
      if (auto Found = IsThere.find(*Line); Found != IsThere.end())
        Found->second = true;
  std::string Text;
  for (const std::string &Line : Lines)
    if (!IsThere[Line])
      Text += Line + '\n';
  // Appended by one call: other compilers' lines are not torn.
  std::error_code Error;
  raw_fd_ostream Out(File, Error, sys::fs::OF_Append);
  if (!Error) {
    Out.SetUnbuffered();
    Out << Text;
    Out.close();
    Error = Out.error();
    Out.clear_error();
  }
  if (Error)
    M.getContext().emitError("MemTrace: cannot write the call summary " + File +
                             ": " + Error.message());
}

} // namespace memtrace
