// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Transparent.cpp: which calls forward an allocation, told by their shape: the
// result flows to the function's own return, and an integer argument (the
// size) derives from its own parameters. A factory `Foo *make()` has no such
// argument and keeps its lines.
#include "Transparent.h"

#include "AllocationFunctions.h"
#include "MayAllocate.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace memtrace {

namespace {

constexpr StringLiteral FunctionMark = "memtrace-transparent";
constexpr StringLiteral LocationsMark = "memtrace.transparent";

using Visited = SmallPtrSet<const Value *, 16>;

/// V reaches a return through casts, offsets, masks, choices and variables.
bool reachesReturn(const Value *V, Visited &Seen) {
  if (!Seen.insert(V).second)
    return false;
  for (const User *U : V->users()) {
    if (isa<ReturnInst>(U))
      return true;
    if (auto *Store = dyn_cast<StoreInst>(U)) {
      auto *Variable = dyn_cast<AllocaInst>(Store->getPointerOperand());
      if (Store->getValueOperand() != V || !Variable)
        continue;
      for (const User *Use : Variable->users())
        if (isa<LoadInst>(Use) && reachesReturn(Use, Seen))
          return true;
    } else if (isa<CastInst>(U) || isa<GetElementPtrInst>(U) ||
               isa<PHINode>(U) || isa<SelectInst>(U) ||
               isa<BinaryOperator>(U)) {
      if (reachesReturn(U, Seen))
        return true;
    }
  }
  return false;
}

/// V is computed from a parameter: not from memory, and not by a call.
bool derivesFromParameter(const Value *V, Visited &Seen) {
  if (isa<Argument>(V))
    return true;
  auto *I = dyn_cast<Instruction>(V);
  if (!I || !Seen.insert(V).second)
    return false;
  if (auto *Load = dyn_cast<LoadInst>(I)) {
    auto *Variable = dyn_cast<AllocaInst>(Load->getPointerOperand());
    if (!Variable)
      return false;
    for (const User *U : Variable->users())
      if (auto *Store = dyn_cast<StoreInst>(U))
        if (Store->getPointerOperand() == Variable &&
            derivesFromParameter(Store->getValueOperand(), Seen))
          return true;
    return false;
  }
  if (isa<CallBase>(I) && !isa<IntrinsicInst>(I))
    return false;
  for (const Value *Operand : I->operands())
    if (derivesFromParameter(Operand, Seen))
      return true;
  return false;
}

bool hasForwardingShape(const CallBase &Call) {
  if (!Call.getType()->isPointerTy() ||
      !Call.getFunction()->getReturnType()->isPointerTy())
    return false;
  Visited Seen;
  bool SizeIsOurs = any_of(Call.args(), [&](const Value *Argument) {
    return Argument->getType()->isIntegerTy() &&
           derivesFromParameter(Argument, Seen);
  });
  if (!SizeIsOurs)
    return false;
  Seen.clear();
  return reachesReturn(&Call, Seen);
}

/// What Call calls may hand out memory for its caller. A function with a body
/// here that is not transparent allocates for itself.
bool mayBeForwarded(const CallBase &Call) {
  const Function *Callee = calledFunction(Call);
  return !Callee || Callee->isDeclarationForLinker() || isTransparent(*Callee);
}

} // namespace

void markTransparent(Module &M, const MayAllocate &Allocates) {
  SmallVector<CallBase *, 32> Candidates;
  for (Function &F : M)
    if (!F.isDeclaration() && F.getName() != "main")
      for (Instruction &I : instructions(F))
        if (auto *Call = dyn_cast<CallBase>(&I))
          if (Allocates(*Call) && hasForwardingShape(*Call))
            Candidates.push_back(Call);

  NamedMDNode *Locations = nullptr;
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (CallBase *&Call : Candidates) {
      if (!Call || !mayBeForwarded(*Call))
        continue;
      Call->getFunction()->addFnAttr(FunctionMark);
      if (const DILocation *Location = Call->getDebugLoc()) {
        if (!Locations)
          Locations = M.getOrInsertNamedMetadata(LocationsMark);
        Locations->addOperand(const_cast<DILocation *>(Location));
      }
      Call = nullptr;
      Changed = true;
    }
  }
}

bool isTransparent(const Function &F) { return F.hasFnAttribute(FunctionMark); }

TransparentLocations::Key
TransparentLocations::keyOf(const DILocation &Location) {
  const DISubprogram *Subprogram = Location.getScope()->getSubprogram();
  StringRef Name = Subprogram->getLinkageName();
  return {Subprogram->getFile(), Name.empty() ? Subprogram->getName() : Name,
          Location.getLine(), Location.getColumn()};
}

TransparentLocations::TransparentLocations(const Module &M) {
  if (const NamedMDNode *Marks = M.getNamedMetadata(LocationsMark))
    for (const MDNode *Mark : Marks->operands())
      Locations.insert(keyOf(*cast<DILocation>(Mark)));
}

bool TransparentLocations::contains(const DILocation &Location) const {
  return Locations.count(keyOf(Location)) != 0;
}

void TransparentLocations::forget(Module &M) {
  if (NamedMDNode *Marks = M.getNamedMetadata(LocationsMark))
    M.eraseNamedMetadata(Marks);
}

} // namespace memtrace
