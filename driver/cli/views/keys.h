// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// keys.h: what the entries of stacks are told apart by: the line, the function
// or the file.
#ifndef MEMTRACE_DRIVER_CLI_VIEWS_KEYS_H
#define MEMTRACE_DRIVER_CLI_VIEWS_KEYS_H

#include "report/stack.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace memtrace::driver {

enum class By {
  kLine,
  kFunction, // with its file: there may be others of its name
  kFile,
  kFrame, // line and function: what a chain prints
};

// Entries have one key if they print the same. Texts are those of the ledger
// and of the names, which have to live as long.
class Keys {
public:
  Keys(const rt::LedgerView &view, const rt::Names &names, By by);

  uint32_t of(const rt::StackEntry &entry);
  size_t size() const { return keys_.size(); }
  // Something that isn't known: no line, function or file.
  bool is_mark(uint32_t key) const { return keys_[key].is_mark(); }
  // Below 0, 0 or above, by what is printed first.
  int compare(uint32_t a, uint32_t b) const;

  // `src/lines.cpp:42`, `read() (src/lines.cpp)` or `src/lines.cpp`.
  void put(rt::Writer &out, uint32_t key) const;

private:
  struct Key {
    rt::StackEntry::Kind kind;
    const char *name;
    uint32_t line;
    const char *detail; // empty: none

    bool is_mark() const { return kind > rt::StackEntry::kUnknown; }
    int compare(const Key &other) const;
  };
  struct Equal {
    bool operator()(const Key &a, const Key &b) const {
      return a.compare(b) == 0;
    }
  };
  struct Hash {
    size_t operator()(const Key &key) const;
  };

  Key key_of(const rt::StackEntry &entry) const;
  Key key_of(const memtrace_ledger_frame &frame) const;
  Key unknown() const;
  uint32_t intern(const Key &key);
  static void put_line(rt::Writer &out, const Key &key);
  static void put_name(rt::Writer &out, const Key &key);

  const rt::LedgerView &view_;
  rt::Names names_;
  By by_;
  std::vector<Key> keys_;
  std::unordered_map<Key, uint32_t, Hash, Equal> index_;
  std::vector<uint32_t> of_frame_;
  std::unordered_map<uint32_t, uint32_t> of_callee_; // by offset
};

} // namespace memtrace::driver

#endif
