// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// random_stacks.h: ledgers of random calls, with what the stacks in them are
// as the maker of the ledger knows it: no code of the report has a part in it.
#ifndef MEMTRACE_TEST_RANDOM_STACKS_H
#define MEMTRACE_TEST_RANDOM_STACKS_H

#include <random>
#include <string>
#include <vector>

#include "report_ledger.h"

namespace memtrace::test {

struct KnownFrame {
  std::string file;
  uint32_t line = 0;
  std::string function;
  std::string mark; // not empty: this is no frame, but that text

  std::string line_text() const { return file + ":" + std::to_string(line); }
  std::string text() const {
    return mark.empty() ? line_text() + " (" + function + ")" : mark;
  }
};

struct KnownContext {
  std::vector<KnownFrame> stack; // innermost first
  rt::Amount current;

  // What stands beneath a chain that begins with entry `first`.
  std::string callers(size_t first) const {
    std::string text;
    for (size_t i = first + 1; i < stack.size(); ++i)
      text += "    " + stack[i].text() + "\n";
    return text;
  }
};

// Few functions in few files, so that there is much recursion and many sites
// share a line.
class RandomStacks {
public:
  explicit RandomStacks(unsigned seed) : random_(seed), ledger_(2) {
    ledger_.header().frames_kept = 2 + below(7);
    for (int i = 0; i < 12; ++i)
      sites_.push_back(make_site(true));
    for (int i = 0; i < 30; ++i)
      make_caller();
    for (int i = 0; i < 40; ++i)
      make_context();
  }

  SyntheticLedger &ledger() { return ledger_; }
  const std::vector<KnownContext> &contexts() const { return contexts_; }

private:
  struct Site {
    uint32_t id;
    std::vector<KnownFrame> frames;
    std::string callee; // empty: not known
  };
  struct Caller {
    uint32_t index;
    uint32_t depth;
    std::vector<KnownFrame> stack;
    std::string callee;
    bool ends_in_main;
  };

  uint32_t below(uint32_t limit) {
    return static_cast<uint32_t>(random_() % limit);
  }
  std::string function() {
    uint32_t i = below(5);
    return i == 0 ? "main" : std::string(1, static_cast<char>('e' + i));
  }
  KnownFrame frame() {
    return {std::string(1, static_cast<char>('a' + below(3))) + ".c",
            1 + below(3), function(), ""};
  }

  Site make_site(bool is_call) {
    Site site{0, {frame()}, is_call && below(3) != 0 ? function() : ""};
    const KnownFrame &first = site.frames[0];
    site.id = is_call
                  ? ledger_.add_call(first.file, first.line, first.function,
                                     site.callee)
                  : ledger_.add_site(first.file, first.line, first.function);
    for (uint32_t i = below(3); i > 0; --i) {
      KnownFrame outer = frame();
      ledger_.inline_in(outer.file, outer.line, outer.function);
      site.frames.push_back(outer);
    }
    if (site.frames.size() > 1 && below(4) == 0) {
      ledger_.site(site.id).user_frame = 1;
      site.frames.erase(site.frames.begin());
    }
    return site;
  }

  // The stack of a site, then what it was called by.
  static std::vector<KnownFrame> join(const std::vector<KnownFrame> &frames,
                                      const Caller *outer) {
    std::vector<KnownFrame> stack = frames;
    if (outer == nullptr)
      return stack;
    if (!outer->callee.empty() && frames.back().mark.empty() &&
        outer->callee != frames.back().function)
      stack.push_back({"", 0, "", "through " + outer->callee});
    stack.insert(stack.end(), outer->stack.begin(), outer->stack.end());
    return stack;
  }

  const Caller *any_caller() {
    return callers_.empty() || below(4) == 0
               ? nullptr
               : &callers_[below(static_cast<uint32_t>(callers_.size()))];
  }

  void make_caller() {
    const Caller *outer = any_caller();
    uint32_t depth = outer == nullptr ? 1 : outer->depth + 1;
    if (depth >= ledger_.header().frames_kept)
      return;
    Caller caller{0, depth, {}, "", false};
    uint32_t around = outer == nullptr ? 0 : outer->index;
    if (below(8) == 0) {
      caller.index = ledger_.add_caller(0, around);
      caller.stack = join({{"", 0, "", "[callers are missing]"}}, outer);
    } else {
      const Site &site = sites_[below(12)];
      caller.index = ledger_.add_caller(site.id, around);
      caller.stack = join(site.frames, outer);
      caller.callee = site.callee;
    }
    caller.ends_in_main = outer == nullptr
                              ? caller.stack.back().function == "main"
                              : outer->ends_in_main;
    callers_.push_back(caller);
  }

  void make_context() {
    Site site = make_site(false);
    for (uint32_t i = 1 + below(3); i > 0; --i) {
      const Caller *callers = any_caller();
      uint32_t id =
          ledger_.add_context(site.id, callers == nullptr ? 0 : callers->index);
      KnownContext context{join(site.frames, callers), {}};
      if (callers != nullptr &&
          callers->depth + 1 == ledger_.header().frames_kept &&
          !callers->ends_in_main)
        context.stack.push_back({"", 0, "", "..."});
      // Powers of two tell which ones a sum is made of, mostly.
      context.current = {int64_t{1} << below(40), 1 + below(3)};
      ledger_.allocate(id, static_cast<uint64_t>(context.current.bytes),
                       static_cast<uint64_t>(context.current.blocks), id % 2);
      contexts_.push_back(context);
    }
  }

  std::minstd_rand random_;
  SyntheticLedger ledger_;
  std::vector<Site> sites_;
  std::vector<Caller> callers_;
  std::vector<KnownContext> contexts_;
};

} // namespace memtrace::test

#endif
