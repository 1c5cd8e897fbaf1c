// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Transparent.cpp: how the marks are kept in a module.
#include "Transparent.h"

#include "ForwardingCalls.h"

using namespace llvm;

namespace memtrace {

namespace {

constexpr StringLiteral FunctionMark = "memtrace-transparent";
constexpr StringLiteral LocationsMark = "memtrace.transparent";

} // namespace

void markTransparent(Module &M, const ForwardingCalls &Found) {
  for (Function *F : Found.functions())
    F->addFnAttr(FunctionMark);
  for (const CallBase *Call : Found.calls())
    if (DILocation *Location = Call->getDebugLoc())
      M.getOrInsertNamedMetadata(LocationsMark)->addOperand(Location);
}

bool isTransparent(const Function &F) { return F.hasFnAttribute(FunctionMark); }

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
