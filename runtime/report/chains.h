// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// chains.h: by which callers the memory of each row came to be.
#ifndef MEMTRACE_REPORT_CHAINS_H
#define MEMTRACE_REPORT_CHAINS_H

#include "report/rows.h"
#include "report/stack.h"

namespace memtrace::rt {

// All contexts of a row that print the same.
struct Chain {
  Amount amount;
  uint64_t text;    // equal for those that print the same
  uint32_t row;     // index among the rows
  uint32_t context; // one of them
};

// The chains of the first rows, the largest of each row first.
class Chains {
public:
  Chains(const LedgerView &view, const Rows &rows, uint64_t top, SortKey key,
         const Names &names, Scratch scratch);
  Chains(const Chains &) = delete;
  Chains &operator=(const Chains &) = delete;

  // False: there was no memory for them.
  bool ok() const { return ok_; }
  size_t size() const { return size_; }
  // Sorted by row.
  const Chain &operator[](size_t index) const { return chains_[index]; }

private:
  void collect(const LedgerView &view, const Rows &rows, SortKey key,
               const Names &names, Scratch scratch);
  void sort(SortKey key);

  ScratchArray<Chain> chains_;
  size_t top_; // rows that have chains
  size_t size_ = 0;
  bool ok_ = true;
};

// What of the rows is written.
struct RowsShown {
  uint64_t top;    // at most; a line adds up the others
  uint64_t chains; // of each at most; here, too, a line adds up the others
  SortKey key;     // of the rows
  Names names;
};

// False: there was no memory for the chains, and there are none.
bool put_rows(Writer &out, const LedgerView &view, const Rows &rows,
              const RowsShown &shown, Scratch scratch);

// What a chain is written with, for other rows than these.

// Whether there is more in a stack than the innermost entry.
bool has_callers(Stack stack);
// `, in read_line`: takes the innermost entry off the stack.
void put_function(Writer &out, const LedgerView &view, Stack &stack,
                  const Names &names);
// What is left of the stack, a line each.
void put_callers(Writer &out, const LedgerView &view, Stack &stack,
                 const Names &names);
void put_other_chains(Writer &out, uint64_t count, const Amount &amount);

} // namespace memtrace::rt

#endif
