// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// TypeNames.cpp: names of types. clang writes template arguments into the
// names of classes; with -gsimple-template-names they stand apart.
#include "TypeNames.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/Constants.h"

using namespace llvm;

namespace memtrace {

namespace {

/// What stands before the name of something in Scope: `ns::Class::`.
std::string qualifier(const DIScope *Scope) {
  if (auto *Namespace = dyn_cast_or_null<DINamespace>(Scope)) {
    std::string Outer = qualifier(Namespace->getScope());
    if (Namespace->getExportSymbols()) // an inline namespace
      return Outer;
    StringRef Name = Namespace->getName();
    return Outer + (Name.empty() ? "(anonymous namespace)" : Name.str()) + "::";
  }
  if (auto *Class = dyn_cast_or_null<DICompositeType>(Scope)) {
    std::string Name = typeName(Class);
    return Name.empty() ? "" : Name + "::";
  }
  if (auto *Local = dyn_cast_or_null<DILocalScope>(Scope)) {
    const DISubprogram *Function = Local->getSubprogram();
    return qualifier(Function->getScope()) + Function->getName().str() + "::";
  }
  return "";
}

void appendArgument(std::string &List, StringRef Argument) {
  List += (List.empty() ? "" : ", ") + Argument.str();
}

/// False: one of the arguments can't be written.
bool appendArguments(std::string &List, const MDTuple &Parameters) {
  for (const MDOperand &Operand : Parameters.operands()) {
    if (auto *Type = dyn_cast<DITemplateTypeParameter>(Operand)) {
      std::string Name = Type->getType() ? typeName(Type->getType()) : "void";
      if (Name.empty())
        return false;
      appendArgument(List, Name);
      continue;
    }
    auto *Value = dyn_cast<DITemplateValueParameter>(Operand);
    if (!Value)
      return false;
    if (auto *Pack = dyn_cast_or_null<MDTuple>(Value->getValue())) {
      if (!appendArguments(List, *Pack))
        return false;
    } else if (auto *Template = dyn_cast_or_null<MDString>(Value->getValue())) {
      appendArgument(List, Template->getString());
    } else if (auto *Constant = mdconst::dyn_extract_or_null<ConstantInt>(
                   Value->getValue())) {
      bool IsBool = Constant->getType()->isIntegerTy(1) ||
                    typeName(Value->getType()) == "bool";
      appendArgument(List, IsBool ? (Constant->isZero() ? "false" : "true")
                                  : toString(Constant->getValue(), 10, true));
    } else {
      return false;
    }
  }
  return true;
}

std::string className(const DICompositeType &Class) {
  if (Class.getName().empty())
    return "";
  std::string Name = qualifier(Class.getScope()) + Class.getName().str();
  const MDTuple *Parameters = Class.getTemplateParams().get();
  std::string List;
  if (!Parameters || Class.getName().contains('<') ||
      !appendArguments(List, *Parameters))
    return Name;
  if (StringRef(List).take_back() == ">")
    List += ' ';
  return Name + '<' + List + '>';
}

std::string arrayName(const DICompositeType &Array) {
  std::string Name = typeName(Array.getBaseType());
  if (Name.empty())
    return "";
  for (const DINode *Element : Array.getElements())
    if (auto *Range = dyn_cast<DISubrange>(Element)) {
      Metadata *Raw = Range->getRawCountNode();
      auto *Count = mdconst::dyn_extract_or_null<ConstantInt>(Raw);
      Name += '[' + (Count ? toString(Count->getValue(), 10, true) : "") + ']';
    }
  return Name;
}

std::string functionPointerName(const DISubroutineType &Function) {
  std::string Result, Arguments;
  bool IsFirst = true;
  for (const DIType *Type : Function.getTypeArray()) {
    std::string Name = Type ? typeName(Type) : IsFirst ? "void" : "...";
    if (Name.empty())
      return "";
    if (IsFirst)
      Result = Name;
    else
      appendArgument(Arguments, Name);
    IsFirst = false;
  }
  return (IsFirst ? "void" : Result) + " (*)(" + Arguments + ")";
}

/// Text with a sign that stands behind a type: `int *`, `int **`.
std::string withSign(std::string Text, StringRef Sign) {
  bool AfterSign = StringRef("*&").contains(Text.back());
  return Text + (AfterSign ? "" : " ") + Sign.str();
}

std::string withQualifier(const std::string &Text, StringRef Word) {
  return Text.back() == '*' ? Text + Word.str() : Word.str() + " " + Text;
}

std::string derivedName(const DIDerivedType &Type) {
  if (!Type.getName().empty()) // a typedef
    return qualifier(Type.getScope()) + Type.getName().str();
  const DIType *BaseType = Type.getBaseType();
  if (auto *Function = dyn_cast_or_null<DISubroutineType>(BaseType))
    return functionPointerName(*Function);
  std::string Base = BaseType ? typeName(BaseType) : "void";
  if (Base.empty())
    return "";
  switch (Type.getTag()) {
  case dwarf::DW_TAG_pointer_type:
    return withSign(Base, "*");
  case dwarf::DW_TAG_reference_type:
    return withSign(Base, "&");
  case dwarf::DW_TAG_rvalue_reference_type:
    return withSign(Base, "&&");
  case dwarf::DW_TAG_const_type:
    return withQualifier(Base, "const");
  case dwarf::DW_TAG_volatile_type:
    return withQualifier(Base, "volatile");
  case dwarf::DW_TAG_restrict_type:
    return Base;
  case dwarf::DW_TAG_atomic_type:
    return "_Atomic(" + Base + ")";
  default:
    return "";
  }
}

} // namespace

std::string typeName(const DIType *Type) {
  if (auto *Class = dyn_cast_or_null<DICompositeType>(Type))
    return Class->getTag() == dwarf::DW_TAG_array_type ? arrayName(*Class)
                                                       : className(*Class);
  if (auto *Derived = dyn_cast_or_null<DIDerivedType>(Type))
    return derivedName(*Derived);
  return Type ? Type->getName().str() : "";
}

std::string firstTypeArgument(const DICompositeType &Type) {
  if (const MDTuple *Parameters = Type.getTemplateParams().get()) {
    if (Parameters->getNumOperands())
      if (auto *First =
              dyn_cast<DITemplateTypeParameter>(Parameters->getOperand(0)))
        return typeName(First->getType());
    return "";
  }
  // A declaration has nothing but its name.
  StringRef Name = Type.getName();
  size_t Start = Name.find('<');
  if (Start == StringRef::npos)
    return "";
  Name = Name.drop_front(Start + 1);
  unsigned Depth = 0;
  for (size_t I = 0; I < Name.size(); ++I) {
    if (StringRef("<([{").contains(Name[I]))
      ++Depth;
    else if (Depth == 0 && (Name[I] == ',' || Name[I] == '>'))
      return Name.take_front(I).rtrim().str();
    else if (StringRef(">)]}").contains(Name[I]))
      --Depth;
  }
  return "";
}

} // namespace memtrace
