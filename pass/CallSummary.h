// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// CallSummary.h: what functions of other units do, from files that earlier
// builds of the same sources have written (SummaryWriter.h), so that calls of
// them get no more frames than those of functions that can be seen. A line has
// the symbol of a function; `own` if it has lines of its own, whoever calls it,
// else `caller`; and what may allocate, as far as its unit can tell, of what it
// calls, internal and inline functions seen through: symbols, those of calls
// that don't return with a ! before them, and * for what is called through a
// pointer or does allocate. There are tabs between them:
//
//   jv_free  own  jv_mem_free  jv_number_free
//
// Of lines for one symbol, in whichever file, the worst holds: a unit that is
// compiled again adds to what it has said.
#ifndef MEMTRACE_PASS_CALLSUMMARY_H
#define MEMTRACE_PASS_CALLSUMMARY_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/Support/MemoryBuffer.h"

#include <memory>
#include <string>
#include <vector>

namespace memtrace {

class CallSummary {
public:
  static constexpr char Separator = '\t', EndsThere = '!';
  static constexpr llvm::StringLiteral Own = "own", Callers = "caller",
                                       Anything = "*";

  /// The files of the option, read once for each process; of what is in none,
  /// nothing is known. What can't be read is an error of the compilation, said
  /// to the first Context that asks.
  static const CallSummary &get(llvm::LLVMContext &Context);

  bool neverAllocates(llvm::StringRef Symbol) const;
  bool hasOwnLines(llvm::StringRef Symbol) const;

private:
  struct Function {
    bool HasOwnLines = true;
    bool MayAllocate = false;
    llvm::SmallVector<llvm::StringRef, 4> Calls;
  };

  CallSummary(const std::vector<std::string> &Files, bool Stacks);
  void readFile(const std::string &File);
  bool readLine(llvm::StringRef Line);
  void findWhatAllocates(bool Stacks);

  std::vector<std::unique_ptr<llvm::MemoryBuffer>> Texts;
  llvm::StringMap<Function> Functions;
  std::string Error;
};

} // namespace memtrace

#endif
