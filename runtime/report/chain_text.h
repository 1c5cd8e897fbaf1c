// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// chain_text.h: a number for what a context prints as a chain, so that those
// that print the same are found without a comparison line by line.
#ifndef MEMTRACE_REPORT_CHAIN_TEXT_H
#define MEMTRACE_REPORT_CHAIN_TEXT_H

#include "ledger/view.h"
#include "report/places.h"
#include "report/scratch.h"

namespace memtrace::rt {

// The hash of a sequence of lines, from those of its lines: of a and b one
// after the other it is a.hash + a.power * b.hash. So it is the same wherever
// an inlined chain ends and the next caller begins.
struct LinesHash {
  uint64_t hash = 0;
  uint64_t power = 1;

  LinesHash then(const LinesHash &next) const {
    return {hash + power * next.hash, power * next.power};
  }
};

class ChainText {
public:
  ChainText(const LedgerView &view, const Names &names, Scratch scratch);

  // False: there was no memory for it.
  bool ok() const { return ok_; }
  // 64 bits of hash: that two texts share a number by chance doesn't happen.
  uint64_t of(uint32_t context) const;

private:
  // What a stack prints from some caller on.
  struct Rest {
    LinesHash lines;
    bool is_whole; // it ends where the program starts
  };
  Rest after(uint32_t site, uint32_t callers) const;

  const LedgerView &view_;
  Names names_;
  ScratchArray<LinesHash> sites_;
  ScratchArray<Rest> callers_;
  bool ok_;
};

} // namespace memtrace::rt

#endif
