// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The views that the memtrace command has besides the rows of the report.
#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "known_rows.h"
#include "random_stacks.h"
#include "views/view.h"

using namespace memtrace::driver;
using namespace memtrace::rt;
using namespace memtrace::test;

namespace {

// Without the title.
std::string view_of(SyntheticLedger &ledger, const ViewOptions &options,
                    std::string *title = nullptr) {
  std::string text;
  Writer out(append_to(text));
  put_view(out, ledger.view(), Names(), options);
  EXPECT_TRUE(out.flush());
  size_t end = text.find('\n');
  if (title != nullptr)
    *title = text.substr(0, end);
  return text.substr(end + 1);
}

ViewOptions all(By by) {
  ViewOptions options;
  options.by = by;
  options.top = options.chains = options.depth = 1000;
  return options;
}

// main calls itself by way of `walk`, which allocates, as main does.
class Walking {
public:
  Walking() {
    ledger.header().frames_kept = 8;
    walk = ledger.add_site("walk.c", 3, "walk");
    own = ledger.add_site("main.c", 9, "main");
    uint32_t main = ledger.add_call("main.c", 5, "main", "walk");
    uint32_t back = ledger.add_call("walk.c", 4, "walk", "main");
    once = ledger.add_caller(main);
    twice = ledger.add_caller(main, ledger.add_caller(back, once));
    ledger.allocate(ledger.add_context(walk, once), 100, 1);
    ledger.allocate(ledger.add_context(walk, twice), 200, 1);
    ledger.allocate(own, 50, 10);
  }
  SyntheticLedger ledger;
  uint32_t walk, own, once, twice;
};

TEST(Views, HaveRowsOfFunctionsAndFiles) {
  Walking walking;
  ViewOptions options;
  options.chains = 0;
  options.by = By::kFunction;
  EXPECT_EQ(view_of(walking.ledger, options),
            "walk (walk.c): size=300 B, count=2, average=150 B\n"
            "main (main.c): size=50 B, count=10, average=5 B\n");
  options.by = By::kFile;
  options.sort = SortKey::kCount;
  options.top = 1;
  EXPECT_EQ(view_of(walking.ledger, options),
            "main.c: size=50 B, count=10, average=5 B\n"
            "1 other: 300 B\n");
}

TEST(Views, CountABlockOnceHoweverOftenItsStackHasTheKey) {
  Walking walking;
  ViewOptions options;
  options.chains = 0;
  options.inclusive = true;
  options.by = By::kFunction;
  EXPECT_EQ(view_of(walking.ledger, options),
            "main (main.c): size=350 B, count=12, average=29 B\n"
            "walk (walk.c): size=300 B, count=2, average=150 B\n");
  options.by = By::kLine;
  EXPECT_EQ(view_of(walking.ledger, options),
            "walk.c:3: size=300 B, count=2, average=150 B\n"
            "main.c:5: size=300 B, count=2, average=150 B\n"
            "walk.c:4: size=200 B, count=1, average=200 B\n"
            "main.c:9: size=50 B, count=10, average=5 B\n");
  // What they have in common makes no sum.
  options.top = 2;
  std::string text = view_of(walking.ledger, options);
  EXPECT_EQ(text.substr(text.size() - 8), "2 other\n");
}

TEST(Views, HaveChainsFromTheOutermostOfAKeyOn) {
  Walking walking;
  ViewOptions options;
  options.by = By::kFunction;
  EXPECT_EQ(view_of(walking.ledger, options),
            R"(walk (walk.c): size=300 B, count=2, average=150 B
  size=200 B, count=1, average=200 B, at walk.c:3 (walk)
    main.c:5 (main)
    walk.c:4 (walk)
    main.c:5 (main)
  size=100 B, count=1, average=100 B, at walk.c:3 (walk)
    main.c:5 (main)
main (main.c): size=50 B, count=10, average=5 B
  size=50 B, count=10, average=5 B, at main.c:9 (main)
)");
  options.inclusive = true;
  options.chains = 1;
  EXPECT_EQ(view_of(walking.ledger, options),
            R"(main (main.c): size=350 B, count=12, average=29 B
  size=300 B, count=2, average=150 B, at main.c:5 (main)
  1 other chain: 50 B
walk (walk.c): size=300 B, count=2, average=150 B
  size=200 B, count=1, average=200 B, at walk.c:4 (walk)
    main.c:5 (main)
  1 other chain: 100 B
)");
  options.by = By::kLine;
  options.top = 2;
  EXPECT_EQ(view_of(walking.ledger, options),
            R"(walk.c:3: size=300 B, count=2, average=150 B
  size=200 B, count=1, average=200 B, in walk
    main.c:5 (main)
    walk.c:4 (walk)
    main.c:5 (main)
  1 other chain: 100 B
main.c:5: size=300 B, count=2, average=150 B
2 other
)");
  walking.ledger.header().frames_kept = 1;
  EXPECT_EQ(view_of(walking.ledger, options),
            "walk.c:3: size=300 B, count=2, average=150 B\n"
            "main.c:5: size=300 B, count=2, average=150 B\n"
            "2 other\n");
}

TEST(Views, HaveTreesOfCallersAndCallees) {
  Walking walking;
  ViewOptions options;
  options.by = By::kFunction;
  options.tree = Tree::kCallers;
  EXPECT_EQ(view_of(walking.ledger, options),
            R"(walk (walk.c): size=300 B, count=2, average=150 B
  main (main.c): size=300 B, count=2, average=150 B
    walk (walk.c): size=200 B, count=1, average=200 B
      main (main.c): size=200 B, count=1, average=200 B
main (main.c): size=50 B, count=10, average=5 B
)");
  options.tree = Tree::kCallees;
  EXPECT_EQ(view_of(walking.ledger, options),
            R"(main (main.c): size=350 B, count=12, average=29 B
  walk (walk.c): size=300 B, count=2, average=150 B
    main (main.c): size=200 B, count=1, average=200 B
      walk (walk.c): size=200 B, count=1, average=200 B
)");
  options.by = By::kLine;
  options.sort = SortKey::kCount;
  options.depth = 2;
  options.top = 1;
  EXPECT_EQ(view_of(walking.ledger, options),
            R"(main.c:9: size=50 B, count=10, average=5 B
1 other: 300 B
)");
  options.top = 2;
  EXPECT_EQ(view_of(walking.ledger, options),
            R"(main.c:9: size=50 B, count=10, average=5 B
main.c:5: size=300 B, count=2, average=150 B
  walk.c:4: size=200 B, count=1, average=200 B
    1 other: 200 B
  walk.c:3: size=100 B, count=1, average=100 B
)");
}

TEST(Views, AddUpBranchesOfLessThanAHundredth) {
  SyntheticLedger ledger;
  ledger.allocate(ledger.add_site("a.c", 1), 990);
  ledger.allocate(ledger.add_site("a.c", 2), 10);
  ledger.allocate(ledger.add_site("a.c", 3), 9);
  ledger.allocate(ledger.add_site("a.c", 4), 9);
  ViewOptions options;
  options.tree = Tree::kCallers;
  EXPECT_EQ(view_of(ledger, options),
            "a.c:1: size=990 B, count=1, average=990 B\n"
            "a.c:2: size=10 B, count=1, average=10 B\n"
            "2 other: 18 B\n");
}

TEST(Views, MarkWhatIsNotKnown) {
  SyntheticLedger ledger;
  ledger.header().frames_kept = 4;
  uint32_t site = ledger.add_site("a.c", 1, "compare");
  uint32_t sort = ledger.add_call("a.c", 2, "sort_all", "qsort");
  uint32_t outer = ledger.add_caller(sort);
  uint32_t gap = ledger.add_caller(0, outer);
  uint32_t full = ledger.add_caller(sort, gap);
  ledger.allocate(ledger.add_context(site, full), 10);
  ledger.allocate(ledger.add_context(MEMTRACE_UNKNOWN_SITE), 5);
  ledger.allocate(ledger.add_context(ledger.add_site("", 0, "f")), 4);
  ledger.allocate(ledger.add_context(ledger.add_site("b.c", 7)), 3);
  ViewOptions options;
  options.by = By::kFunction;
  options.tree = Tree::kCallees;
  EXPECT_EQ(view_of(ledger, options),
            R"(...: size=10 B, count=1, average=10 B
  sort_all (a.c): size=10 B, count=1, average=10 B
    [callers are missing]: size=10 B, count=1, average=10 B
      sort_all (a.c): size=10 B, count=1, average=10 B
        through qsort: size=10 B, count=1, average=10 B
          compare (a.c): size=10 B, count=1, average=10 B
<unknown>: size=5 B, count=1, average=5 B
f (<unknown>): size=4 B, count=1, average=4 B
<unknown> (b.c): size=3 B, count=1, average=3 B
)");
  // They are no rows.
  options.tree = Tree::kNone;
  options.inclusive = true;
  options.chains = 0;
  EXPECT_EQ(view_of(ledger, options),
            R"(sort_all (a.c): size=10 B, count=1, average=10 B
compare (a.c): size=10 B, count=1, average=10 B
<unknown>: size=5 B, count=1, average=5 B
f (<unknown>): size=4 B, count=1, average=4 B
<unknown> (b.c): size=3 B, count=1, average=3 B
)");
  options.by = By::kLine;
  EXPECT_EQ(view_of(ledger, options),
            R"(a.c:2: size=10 B, count=1, average=10 B
a.c:1: size=10 B, count=1, average=10 B
<unknown>:0: size=5 B, count=1, average=5 B
<unknown>(f):0: size=4 B, count=1, average=4 B
b.c:7: size=3 B, count=1, average=3 B
)");
  options.by = By::kFile;
  EXPECT_EQ(view_of(ledger, options),
            R"(a.c: size=10 B, count=1, average=10 B
<unknown>: size=9 B, count=2, average=4 B
b.c: size=3 B, count=1, average=3 B
)");
}

TEST(Views, SayInTheirTitleWhatTheyAre) {
  Walking walking;
  ViewOptions options;
  std::string title;
  options.by = By::kFunction;
  view_of(walking.ledger, options, &title);
  EXPECT_EQ(title, "At the peak, functions:");
  options.inclusive = true;
  options.sort = SortKey::kCurrent;
  options.by = By::kFile;
  view_of(walking.ledger, options, &title);
  EXPECT_EQ(title, "Not freed, files with what they call:");
  options.tree = Tree::kCallers;
  view_of(walking.ledger, options, &title);
  EXPECT_EQ(title, "Not freed, files and their callers:");
  options.tree = Tree::kCallees;
  options.by = By::kLine;
  view_of(walking.ledger, options, &title);
  EXPECT_EQ(title, "Not freed, lines and what they call, from the outermost:");
}

// What rows and branches are told apart by, in the order of equal ones.
using KnownKey = std::tuple<std::string, uint32_t, std::string>;

KnownKey key_of(const KnownFrame &frame, By by) {
  if (frame.mark == "[callers are missing]")
    return {"", 1, ""};
  if (frame.mark == "...")
    return {"", 2, ""};
  if (!frame.mark.empty()) {
    std::string name = frame.mark.substr(8); // of code, not of a function
    if (by == By::kFunction)
      return {"", 3, name};
    return {name, 3, "through"};
  }
  if (by == By::kFunction)
    return {frame.function, 0, frame.file};
  return {frame.file, by == By::kLine ? frame.line : 0, ""};
}

std::string text_of(const KnownKey &key, By by) {
  const auto &[name, line, detail] = key;
  if (name.empty())
    return line == 1   ? "[callers are missing]"
           : line == 2 ? "..."
                       : "through " + detail;
  if (detail == "through")
    return "through " + name;
  if (by == By::kFunction)
    return name + " (" + detail + ")";
  return by == By::kLine ? name + ":" + std::to_string(line) : name;
}

TEST(Views, HaveTheRowsOfRandomStacks) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    By by = std::vector<By>{By::kLine, By::kFunction, By::kFile}[seed % 3];
    RandomStacks stacks(seed);
    KnownRows own, inclusive;
    for (const KnownContext &context : stacks.contexts()) {
      auto chain = [&](size_t i) {
        const KnownFrame &frame = context.stack[i];
        return (by == By::kLine ? ", in " + frame.function
                                : ", at " + frame.text()) +
               "\n" + context.callers(i);
      };
      own[text_of(key_of(context.stack[0], by), by)][chain(0)] +=
          context.current;
      std::set<std::string> seen;
      for (size_t i = context.stack.size(); i-- > 0;) {
        std::string row = text_of(key_of(context.stack[i], by), by);
        if (context.stack[i].mark.empty() && seen.insert(row).second)
          inclusive[row][chain(i)] += context.current;
      }
    }
    ViewOptions options = all(by);
    check_rows(view_of(stacks.ledger(), options), own, by == By::kLine, seed);
    options.inclusive = true;
    check_rows(view_of(stacks.ledger(), options), inclusive, by == By::kLine,
               seed);
  }
}

struct KnownTree {
  Amount amount;
  std::map<KnownKey, KnownTree> branches;

  void add(const std::vector<KnownKey> &path, const Amount &more) {
    KnownTree *at = this;
    at->amount += more;
    for (const KnownKey &key : path) {
      at = &at->branches[key];
      at->amount += more;
    }
  }

  std::string text(By by, int64_t least, const std::string &indent = "") const {
    std::multimap<std::tuple<int64_t, int64_t, KnownKey>, const KnownTree *,
                  std::greater<>>
        sorted;
    for (const auto &[key, tree] : branches)
      sorted.insert({{tree.amount.bytes, tree.amount.blocks, key}, &tree});
    std::string result;
    size_t count = 0;
    Amount others;
    for (const auto &[order, tree] : sorted) {
      if (tree->amount.bytes < least) {
        ++count;
        others += tree->amount;
        continue;
      }
      result += indent + text_of(std::get<KnownKey>(order), by) + ": " +
                sizes(tree->amount) + "\n" +
                tree->text(by, least, indent + "  ");
    }
    if (count != 0) {
      Writer out(append_to(result));
      put_others(out << indent.c_str(), count, others);
      out.flush();
    }
    return result;
  }
};

TEST(Views, HaveTheTreesOfRandomStacks) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    By by = std::vector<By>{By::kLine, By::kFunction, By::kFile}[seed % 3];
    RandomStacks stacks(seed);
    KnownTree callers, callees;
    for (const KnownContext &context : stacks.contexts()) {
      std::vector<KnownKey> path;
      for (const KnownFrame &frame : context.stack)
        if (path.empty() || path.back() != key_of(frame, by))
          path.push_back(key_of(frame, by));
      callers.add(path, context.current);
      std::vector<KnownKey> back(path.rbegin(), path.rend());
      callees.add(back, context.current);
    }
    ViewOptions options = all(by);
    options.tree = Tree::kCallers;
    EXPECT_EQ(view_of(stacks.ledger(), options),
              callers.text(by, callers.amount.bytes / 100))
        << seed;
    options.tree = Tree::kCallees;
    EXPECT_EQ(view_of(stacks.ledger(), options),
              callees.text(by, callees.amount.bytes / 100))
        << seed;
  }
}

TEST(Views, EndInADamagedLedger) {
  SyntheticLedger ledger;
  ledger.header().frames_kept = 8;
  uint32_t site = ledger.add_site("a.c", 1, "f");
  uint32_t calls[] = {ledger.add_call("a.c", 2, "g"),
                      ledger.add_call("a.c", 3, "h")};
  uint32_t caller = 0;
  for (int i = 0; i < 5000; ++i)
    caller = ledger.add_caller(calls[i % 2], caller);
  ledger.allocate(ledger.add_context(site, caller), 100);
  ViewOptions options = all(By::kFunction);
  options.tree = Tree::kCallees;
  EXPECT_EQ(view_of(ledger, options).find("[more callers are left out]: size="),
            0u);
  ledger.allocate(ledger.add_context(MEMTRACE_UNKNOWN_SITE, caller), 1);
  ledger.release(ledger.add_context(99999, 99999), uint64_t{1} << 63, 7);
  for (Tree tree : {Tree::kNone, Tree::kCallers, Tree::kCallees})
    for (bool inclusive : {false, true})
      for (uint64_t depth : {uint64_t{0}, UINT64_MAX}) {
        options.tree = tree;
        options.inclusive = inclusive;
        options.depth = options.chains = depth;
        EXPECT_NE(view_of(ledger, options), "");
      }
}

} // namespace
