// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// CallSummary.cpp: reads a call summary, and finds out who never allocates:
// whoever doesn't lead to something that may.
#include "CallSummary.h"

#include "Options.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/LineIterator.h"

#include <atomic>

using namespace llvm;

namespace memtrace {

CallSummary::CallSummary(const std::vector<std::string> &Files, bool Stacks) {
  for (const std::string &File : Files) {
    readFile(File);
    if (!Error.empty()) {
      Functions.clear();
      return;
    }
  }
  findWhatAllocates(Stacks);
}

void CallSummary::readFile(const std::string &File) {
  auto Read = MemoryBuffer::getFile(File, /*IsText=*/true);
  if (!Read) {
    Error = "MemTrace: cannot read the call summary " + File + ": " +
            Read.getError().message() + "; --memtrace-write-summary makes it";
    return;
  }
  Texts.push_back(std::move(*Read));
  for (line_iterator Line(*Texts.back()); !Line.is_at_eof(); ++Line)
    if (!readLine(*Line)) {
      Error = "MemTrace: " + File + ":" + std::to_string(Line.line_number()) +
              " is no line of a call summary; make it anew by "
              "--memtrace-write-summary";
      return;
    }
}

bool CallSummary::readLine(StringRef Line) {
  SmallVector<StringRef, 8> Words;
  Line.split(Words, Separator);
  if (Words.size() < 2 || is_contained(Words, "") ||
      is_contained(Words, StringRef(&EndsThere, 1)) ||
      (Words[1] != Own && Words[1] != Callers))
    return false;
  Function &F = Functions[Words[0]];
  F.HasOwnLines &= Words[1] == Own;
  F.Calls.append(Words.begin() + 2, Words.end());
  return true;
}

void CallSummary::findWhatAllocates(bool Stacks) {
  StringMap<SmallVector<StringRef, 4>> CallersOf;
  SmallVector<StringRef, 32> Worklist;
  for (const auto &Row : Functions)
    for (StringRef Callee : Row.second.Calls) {
      if (Callee.front() == EndsThere) {
        if (!Stacks)
          continue;
        Callee = Callee.drop_front();
      }
      auto &Callers = CallersOf[Callee];
      if (Callers.empty() && !Functions.count(Callee))
        Worklist.push_back(Callee);
      Callers.push_back(Row.first());
    }
  while (!Worklist.empty())
    for (StringRef Caller : CallersOf.lookup(Worklist.pop_back_val())) {
      Function &F = Functions.find(Caller)->second;
      if (!F.MayAllocate)
        Worklist.push_back(Caller);
      F.MayAllocate = true;
    }
}

bool CallSummary::neverAllocates(StringRef Symbol) const {
  auto Found = Functions.find(Symbol);
  return Found != Functions.end() && !Found->second.MayAllocate;
}

bool CallSummary::hasOwnLines(StringRef Symbol) const {
  auto Found = Functions.find(Symbol);
  return Found != Functions.end() && Found->second.HasOwnLines;
}

const CallSummary &CallSummary::get(LLVMContext &Context) {
  const Options &Given = Options::get(Context);
  static const CallSummary Once(Given.Summaries, Given.Stacks);
  static std::atomic<bool> Said{false};
  if (!Once.Error.empty() && !Said.exchange(true))
    Context.emitError(Once.Error);
  return Once;
}

} // namespace memtrace
