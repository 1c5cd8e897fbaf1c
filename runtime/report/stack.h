// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// stack.h: a context as a stack: who called, as far as it is known, inlined
// functions among them. What is not known is marked.
#ifndef MEMTRACE_REPORT_STACK_H
#define MEMTRACE_REPORT_STACK_H

#include <stdint.h>

#include "ledger/view.h"
#include "report/places.h"
#include "report/writer.h"

namespace memtrace::rt {

struct StackEntry {
  enum Kind : uint32_t {
    kFrame,   // a frame; `value` is its index
    kUnknown, // a frame that nothing is known of
    kThrough, // code without stacks: the entry after this one called what
              // string `value` names, and that led to the entry before it
    kGap,     // callers are missing, no telling how many
    kMore,    // there may be more callers than are kept
    kCut,     // there are, but they are left out here
  };
  Kind kind = kUnknown;
  uint32_t value = 0;
};

// The entries of a context, innermost first.
class Stack {
public:
  // Only a damaged ledger has more.
  static constexpr uint32_t kMostEntries = 1000;

  Stack(const LedgerView &view, uint32_t context);
  bool next(StackEntry &entry);

private:
  void enter(uint32_t site);
  bool next_frame(StackEntry &entry);
  bool next_caller(StackEntry &entry);
  bool end(StackEntry &entry);

  const LedgerView &view_;
  FrameRange frames_;
  uint32_t site_ = 0; // 0: a gap
  bool frameless_ = false;
  uint32_t caller_;        // the next one
  bool is_full_;           // no more could be kept
  bool is_marked_ = false; // it is, that the next one called something else
  bool is_at_end_ = false;
  uint32_t count_ = 0;
};

// These are what a stack is made of, for who follows the callers himself.

// The site of a caller; 0: a gap.
uint32_t caller_site(const LedgerView &view, uint32_t caller);
// The next one out, which always is a lower index; 0: none.
uint32_t outer_of(const LedgerView &view, uint32_t caller);
// The innermost caller of a context; 0: none.
uint32_t callers_of(const LedgerView &view, uint32_t context);
// Whether the site `call` calls something else than the function that `inner`
// is in, as far as both are known. Either may be 0.
bool is_through(const LedgerView &view, uint32_t call, uint32_t inner);
// Whether a stack that ends in this site may go on if it is full.
bool is_start(const LedgerView &view, uint32_t site);
// Whether a context has as many calls as are kept.
bool is_full(const LedgerView &view, uint32_t context);

// `src/lines.cpp:60 (read_all)`, or a mark.
void put_entry(Writer &out, const LedgerView &view, const StackEntry &entry,
               const Names &names);

} // namespace memtrace::rt

#endif
