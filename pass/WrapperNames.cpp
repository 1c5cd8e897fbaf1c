// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// WrapperNames.cpp: options by name, and attributes by clang's annotations:
//
//   @llvm.global.annotations = appending global [n x { ptr function,
//       ptr text, ptr file, i32 line, ptr arguments }], section "llvm.metadata"
#include "WrapperNames.h"

#include "LLVMCompat.h"

#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"

using namespace llvm;

namespace memtrace {

namespace {

constexpr StringLiteral Annotations = "llvm.global.annotations";

bool matchesAny(ArrayRef<Regex> Expressions, StringRef Name,
                StringRef Demangled) {
  return any_of(Expressions, [&](const Regex &Expression) {
    return Expression.match(Name) || Expression.match(Demangled);
  });
}

/// What one annotation says, and of which function.
std::pair<const Function *, Verdict> meaningOf(const Constant &Annotation) {
  if (Annotation.getNumOperands() >= 2)
    if (auto *Text = dyn_cast<GlobalVariable>(
            Annotation.getOperand(1)->stripPointerCasts()))
      if (Text->hasInitializer())
        if (auto *Data = dyn_cast<ConstantDataArray>(Text->getInitializer()))
          if (Data->isCString()) {
            StringRef Word = Data->getAsCString();
            auto *F = dyn_cast<Function>(
                Annotation.getOperand(0)->stripPointerCasts());
            if (F && Word == "memtrace_transparent")
              return {F, Verdict::Transparent};
            if (F && Word == "memtrace_opaque")
              return {F, Verdict::Opaque};
          }
  return {nullptr, Verdict::ByShape};
}

const ConstantArray *annotationsOf(const Module &M) {
  const GlobalVariable *Global = M.getGlobalVariable(Annotations);
  return Global && Global->hasInitializer()
             ? dyn_cast<ConstantArray>(Global->getInitializer())
             : nullptr;
}

} // namespace

WrapperNames::WrapperNames(const Module &M)
    : Given(Options::get(M.getContext())) {
  const ConstantArray *All = annotationsOf(M);
  if (!All)
    return;
  for (const Use &Operand : All->operands()) {
    auto [F, Said] = meaningOf(*cast<Constant>(Operand));
    if (!F)
      continue;
    Verdict &Known = InSource[F];
    if (Known != Verdict::Opaque)
      Known = Said;
  }
}

Verdict WrapperNames::onCommandLine(const Function &F) const {
  if (Given.Opaque.empty() && Given.Transparent.empty())
    return Verdict::ByShape;
  StringRef Name = GlobalValue::dropLLVMManglingEscape(F.getName());
  std::string Demangled = demangle(Name.str());
  if (matchesAny(Given.Opaque, Name, Demangled))
    return Verdict::Opaque;
  if (matchesAny(Given.Transparent, Name, Demangled))
    return Verdict::Transparent;
  return Verdict::ByShape;
}

Verdict WrapperNames::verdictOn(const Function &F) const {
  auto [Found, IsNew] = Known.try_emplace(&F, Verdict::ByShape);
  if (IsNew) {
    Found->second = onCommandLine(F);
    if (Found->second == Verdict::ByShape)
      Found->second = InSource.lookup(&F);
  }
  return Found->second;
}

void WrapperNames::forgetAttributes(Module &M) {
  const ConstantArray *All = annotationsOf(M);
  if (!All)
    return;
  SmallVector<Constant *, 8> Others;
  for (const Use &Operand : All->operands())
    if (!meaningOf(*cast<Constant>(Operand)).first)
      Others.push_back(cast<Constant>(Operand));
  if (Others.size() == All->getNumOperands())
    return;
  GlobalVariable *Old = M.getGlobalVariable(Annotations);
  std::string Section = Old->getSection().str();
  Old->eraseFromParent();
  if (Others.empty())
    return;
  auto *Type = ArrayType::get(Others.front()->getType(), Others.size());
  auto *New = new GlobalVariable(M, Type, false, GlobalValue::AppendingLinkage,
                                 ConstantArray::get(Type, Others), Annotations);
  New->setSection(Section);
}

} // namespace memtrace
