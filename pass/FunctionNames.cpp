// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// FunctionNames.cpp: linkage names, without what the compiler adds to those of
// copies and parts of a function.
#include "FunctionNames.h"

#include "LLVMCompat.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace memtrace {

namespace {

constexpr StringLiteral NamesMark = "memtrace.names";

/// `.llvm.123` of a local function that ThinLTO shares, `.__uniq.123`, `.1` of
/// a second one of that name, parts of a coroutine or of a function with cold
/// code, copies for constant arguments.
bool isCompilersSuffix(StringRef Word) {
  constexpr StringLiteral Words[] = {
      "llvm",    "__uniq",  "cold",        "resume",  "destroy", "cleanup",
      "noalloc", "argprom", "specialized", "argelim", "retelim"};
  return all_of(Word, isDigit) || is_contained(Words, Word);
}

StringRef readable(StringRef Name) {
  // What runs before main is one for the reader, however clang cuts it.
  if (startsWith(Name, "_GLOBAL__sub_I_") || startsWith(Name, "_GLOBAL__I_"))
    return "__cxx_global_var_init";
  for (;;) {
    auto [Rest, Suffix] = Name.rsplit('.');
    if (Rest.empty() || Rest.size() == Name.size() ||
        !isCompilersSuffix(Suffix))
      return Name;
    Name = Rest;
  }
}

} // namespace

void markFunctionNames(Module &M) {
  NamedMDNode *Names = nullptr;
  LLVMContext &C = M.getContext();
  for (Function &F : M) {
    DISubprogram *Subprogram = F.getSubprogram();
    if (!Subprogram || !Subprogram->getLinkageName().empty() ||
        Subprogram->getName() == F.getName())
      continue;
    if (!Names)
      Names = M.getOrInsertNamedMetadata(NamesMark);
    Names->addOperand(
        MDNode::get(C, {Subprogram, MDString::get(C, F.getName())}));
  }
}

FunctionNames::FunctionNames(const Module &M) {
  if (const NamedMDNode *Names = M.getNamedMetadata(NamesMark))
    for (const MDNode *Name : Names->operands())
      LinkageNames.try_emplace(
          cast<DISubprogram>(Name->getOperand(0)),
          cast<MDString>(Name->getOperand(1))->getString());
  // Copies that were made since.
  for (const Function &F : M)
    if (const DISubprogram *Subprogram = F.getSubprogram())
      LinkageNames.try_emplace(Subprogram, F.getName());
}

StringRef FunctionNames::of(const DISubprogram &Subprogram) const {
  StringRef Name = Subprogram.getLinkageName();
  if (Name.empty())
    Name = LinkageNames.lookup(&Subprogram);
  return readable(Name.empty() ? Subprogram.getName() : Name);
}

StringRef FunctionNames::of(const Function &F) { return readable(F.getName()); }

void FunctionNames::forget(Module &M) {
  if (NamedMDNode *Names = M.getNamedMetadata(NamesMark))
    M.eraseNamedMetadata(Names);
}

} // namespace memtrace
