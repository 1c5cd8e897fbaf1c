// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// UnitNote.cpp: the note, byte by byte as readers of ELF files expect it.
#include "UnitNote.h"

#include "memtrace/abi.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

namespace memtrace {

namespace {

constexpr StringLiteral Owner = MEMTRACE_NOTE_NAME;

/// The one that debug information gives, too, so that the two can be matched.
StringRef sourceName(const Module &M) {
  for (const DICompileUnit *Unit : M.debug_compile_units())
    if (!Unit->getFilename().empty())
      return Unit->getFilename();
  return M.getSourceFileName();
}

/// With its NUL, in whole words, as both names in a note are.
Constant *padded(LLVMContext &C, StringRef Text) {
  SmallString<64> Bytes(Text);
  Bytes.resize(alignTo(Text.size() + 1, 4));
  return ConstantDataArray::getString(C, Bytes, /*AddNull=*/false);
}

bool hasLines(const Module &M) {
  return M.getNamedMetadata("llvm.dbg.cu") != nullptr;
}

} // namespace

UnitNote::UnitNote(Module &M, bool Stacks) {
  LLVMContext &C = M.getContext();
  auto Word = [&C](uint64_t Value) {
    return ConstantInt::get(Type::getInt32Ty(C), Value);
  };
  StringRef Source = sourceName(M);
  uint32_t Flags = (hasLines(M) ? 0 : MEMTRACE_UNIT_NO_LINES) |
                   (Stacks ? MEMTRACE_UNIT_STACKS : 0);
  Constant *Text = padded(C, Source);
  uint64_t Size = sizeof(memtrace_unit) + alignTo(Source.size() + 1, 4);
  Constant *Content = ConstantStruct::getAnon(
      {Word(Owner.size() + 1), Word(Size), Word(MEMTRACE_NOTE_UNIT),
       padded(C, Owner), Word(MEMTRACE_ABI_VERSION), Word(Flags), Text});
  Note =
      new GlobalVariable(M, Content->getType(), /*isConstant=*/true,
                         GlobalValue::PrivateLinkage, Content, "memtrace.note");
  Note->setSection(MEMTRACE_NOTE_SECTION);
  Note->setAlignment(Align(4));
  // Linkers keep notes by themselves.
  appendToCompilerUsed(M, Note);
}

Constant *UnitNote::unit() const {
  Type *I32 = Type::getInt32Ty(Note->getContext());
  constexpr unsigned AbiField = 4;
  return ConstantExpr::getInBoundsGetElementPtr(
      Note->getValueType(), Note,
      ArrayRef<Constant *>{ConstantInt::get(I32, 0),
                           ConstantInt::get(I32, AbiField)});
}

} // namespace memtrace
