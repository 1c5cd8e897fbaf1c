// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// keys.h: what rows are told apart by: the line, the function or the file of
// an entry of a stack; or the type, the module, the site or the whole stack of
// a context.
#ifndef MEMTRACE_DRIVER_CLI_VIEWS_KEYS_H
#define MEMTRACE_DRIVER_CLI_VIEWS_KEYS_H

#include "report/stack.h"
#include "views/by.h"

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace memtrace::driver {

// What is counted in one row. Texts are the ledger's or the names'.
struct Key {
  rt::StackEntry::Kind kind = rt::StackEntry::kFrame;
  const char *file = "";
  const char *function = "";
  const char *type = "";
  const char *module = "";
  uint32_t line = 0;
  uint32_t column = 0;
  uint64_t stack = 0;   // a hash of all entries of the stack
  uint32_t context = 0; // one that has it; two of them don't differ by this
};

// Entries or contexts have one key if they print the same. The ledger and the
// names have to live as long.
class Keys {
public:
  Keys(const rt::LedgerView &view, const rt::Names &names, By by);
  Keys(const Keys &) = delete;
  Keys &operator=(const Keys &) = delete;

  By by() const { return by_; }
  uint32_t of(const rt::StackEntry &entry); // if is_of_entries(by())
  uint32_t of_context(uint32_t context);    // if not
  size_t size() const { return keys_.size(); }
  const Key &operator[](uint32_t key) const { return keys_[key]; }
  // Something that isn't known: no line, function or file.
  bool is_mark(uint32_t key) const {
    return keys_[key].kind > rt::StackEntry::kUnknown;
  }
  // Below 0, 0 or above, by what is printed first.
  int compare(uint32_t a, uint32_t b) const;

  // Of a stack, innermost first: `src/lines.cpp:42 (read())`, or a mark.
  std::vector<std::string> entries(uint32_t key) const;
  // `src/lines.cpp:42`, `read() (src/lines.cpp)`, `src/lines.cpp`, ...
  void put(rt::Writer &out, uint32_t key) const;

private:
  int compare(const Key &a, const Key &b) const;
  struct Equal {
    const Keys *keys;
    bool operator()(const Key &a, const Key &b) const {
      return keys->compare(a, b) == 0;
    }
  };
  struct Hash {
    size_t operator()(const Key &key) const;
  };

  Key key_of(const rt::StackEntry &entry) const;
  Key key_of(const memtrace_ledger_frame &frame) const;
  Key key_of_site(uint32_t site) const;
  uint64_t hash_of_stack(uint32_t context);
  uint32_t intern(const Key &key);
  void put_place(rt::Writer &out, const Key &key) const;

  const rt::LedgerView &view_;
  rt::Names names_;
  By by_;
  std::vector<Key> keys_;
  std::unordered_map<Key, uint32_t, Hash, Equal> index_;
  std::vector<uint32_t> of_frame_;
  std::vector<uint32_t> of_site_;                    // 0: not yet; key + 1
  std::unordered_map<uint32_t, uint32_t> of_callee_; // by offset
  std::unique_ptr<Keys> entries_; // that stacks are told apart by
};

} // namespace memtrace::driver

#endif
