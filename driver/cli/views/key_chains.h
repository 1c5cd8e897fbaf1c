// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// key_chains.h: what stands beneath the rows of key_rows.h: from where in a
// row's key the memory came to be, and by which callers. Where a stack has the
// key more than once, as in recursion, a chain begins at the outermost.
#ifndef MEMTRACE_DRIVER_CLI_VIEWS_KEY_CHAINS_H
#define MEMTRACE_DRIVER_CLI_VIEWS_KEY_CHAINS_H

#include "views/key_rows.h"

namespace memtrace::driver {

struct KeyChain {
  uint32_t row;
  uint32_t context; // one of those that print the same
  uint32_t first;   // entry of its stack
  uint64_t text;    // a hash of the entries from there on
  rt::Amount amount;
};

class KeyChains {
public:
  KeyChains(const rt::LedgerView &view, const rt::Names &names, Keys &keys,
            const KeyRows &rows, const ViewOptions &options);

  // Of row `row`, which has to be asked for in turn.
  void put_beneath(rt::Writer &out, size_t row);

private:
  void collect(size_t first_row);
  void collect_from(const Counted &counted);
  void merge();
  uint32_t row_of(const rt::StackEntry &entry);
  uint32_t row_of(uint32_t key) const;
  rt::Stack stack_of(const KeyChain &chain) const;
  // Whether the row has said all that it would say.
  bool adds_nothing(const KeyChain &chain) const;
  void put(rt::Writer &out, const KeyChain &chain) const;
  void put_stack(rt::Writer &out, uint32_t context) const;

  const rt::LedgerView &view_;
  const rt::Names &names_;
  Keys &keys_;
  Keys frames_;
  const KeyRows &rows_;
  const ViewOptions &options_;
  bool is_wanted_;

  // Of some rows at a time, those of begin_ .. end_ - 1: a context may have a
  // part in as many rows as its stack is long.
  size_t begin_ = 0;
  size_t end_ = 0;
  std::vector<uint32_t> row_of_key_;
  std::vector<uint32_t> last_of_row_; // the context that has a chain last
  std::vector<KeyChain> chains_;
  size_t next_ = 0; // of chains_

  struct Entry {
    uint32_t row;
    uint32_t frame;
  };
  std::vector<Entry> entries_; // of one stack
};

} // namespace memtrace::driver

#endif
