// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sites.h: the static descriptions of calls, in the layout of abi.h.
//
//   @memtrace.site = private global { i32 counter, i32 tag, i32 frames,
//                                     i32 type, i32 callee,
//                                     i16 frame_count, i16 user_frame,
//                                     i32 flags }
//   @memtrace.frames = private constant [n x i32]
//
// All chains of frames are one variable, each followed by the distance of its
// unit. So a name of a frame takes one constant expression; if each chain had a
// variable, it would be four, and there are so many that compiling took longer.
// Strings stay apart, for linkers merge those of several units.
//
// Sites have a section of their own, by the attribute of `#pragma clang
// section`: a variable with a section in the usual way can't be renamed, and
// ThinLTO would inline none of the functions that refer to it elsewhere.
//
// Private, for sites of equal name are not equal; never in a COMDAT, for LTO
// inlines functions after the pass and would drop the sites with them.
//
// Code with stacks finds the sites of a function by their distance from each
// other, so they are one variable:
//
//   @memtrace.sites = private global [n x { ... }]
#ifndef MEMTRACE_PASS_SITES_H
#define MEMTRACE_PASS_SITES_H

#include "AllocatedType.h"
#include "UserLine.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"

#include <vector>

namespace memtrace {

class Distances;

class Sites {
public:
  Sites(llvm::Module &M, bool Stacks);

  using Id = unsigned;
  /// Equal ones (by chain, type, callee and flags, and with stacks by function)
  /// share one.
  Id ofAllocation(const llvm::CallBase &Call, const CallChain &Chain);
  Id ofFramedCall(const llvm::CallBase &Call, const CallChain &Chain);

  /// Once all are known; then they have addresses.
  void layOut();
  /// As a pointer.
  llvm::Constant *addressOf(Id Site) const;
  /// In bytes, from the first of its function, in code with stacks.
  uint64_t offsetOf(Id Site) const;

private:
  struct Description {
    unsigned Frames;                     // the first of FrameWords
    llvm::GlobalVariable *Type, *Callee; // may be null
    unsigned FrameCount, UserFrame;
    uint32_t Flags;
    const llvm::Function *With; // whose sites are one variable; or null
  };
  struct Group {
    llvm::GlobalVariable *Variable = nullptr;
    llvm::SmallVector<Id, 4> Members;
  };

  Id siteOf(const llvm::CallBase &Call, const CallChain &Chain,
            llvm::StringRef Callee);
  void layOut(Group &Given);
  void layOutFrames();
  llvm::Constant *initializerOf(const Description &D, Distances &FromEnd,
                                uint64_t ToEnd) const;
  unsigned framesOf(const CallChain &Chain, llvm::StringRef Key);
  llvm::GlobalVariable *stringOf(llvm::StringRef Text);
  llvm::GlobalVariable *create(llvm::Type *Type, bool IsConstant,
                               const llvm::Twine &Name) const;

  llvm::Module &M;
  const bool Stacks;
  llvm::Constant *const Unit;
  AllocatedTypes Types;
  llvm::StructType *SiteType;
  llvm::StringMap<Id> KnownSites;
  std::vector<Description> Descriptions;
  std::vector<Group> Groups;
  std::vector<std::pair<unsigned, unsigned>> Members; // group, index in there
  std::vector<uint32_t> FrameWords;
  /// The words that are distances, and of what.
  std::vector<std::pair<unsigned, llvm::Constant *>> FrameReferences;
  llvm::GlobalVariable *Frames = nullptr;
  llvm::StringMap<unsigned> KnownFrames;
  llvm::StringMap<llvm::GlobalVariable *> KnownStrings;
};

} // namespace memtrace

#endif
