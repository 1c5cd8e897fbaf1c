// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tree.cpp: see tree.h. A branch is a range of the sorted paths; what is still
// to be written waits on a stack, since a path may be long.
#include "views/tree.h"

#include "report/rows.h"
#include "views/paths.h"

#include <algorithm>

namespace memtrace::driver {
namespace {

struct Branch {
  size_t begin;
  size_t end;
  size_t level;
  uint32_t key;
  rt::Amount amount;
};

class TreeWriter {
public:
  TreeWriter(rt::Writer &out, const Keys &keys, const Paths &paths,
             const ViewOptions &options)
      : out_(out), keys_(keys), paths_(paths), options_(options) {
    rt::Amount whole;
    for (size_t i = 0; i < paths.size(); ++i)
      whole += paths.amount(i);
    least_ = magnitude(whole, options.sort) / 100;
  }

  void write() {
    put_branches(0, paths_.size(), 0);
    while (!waiting_.empty()) {
      Waiting next = waiting_.back();
      waiting_.pop_back();
      if (next.others != 0) {
        indent(next.branch.level);
        rt::put_others(out_, next.others, next.branch.amount);
        continue;
      }
      put(next.branch);
      put_branches(next.branch.begin, next.branch.end, next.branch.level + 1);
    }
  }

private:
  struct Waiting {
    Branch branch;
    uint64_t others; // not 0: this many, added up
  };

  void indent(size_t level) {
    for (size_t i = 0; i < level; ++i)
      out_ << "  ";
  }

  void put(const Branch &branch) {
    indent(branch.level);
    keys_.put(out_, branch.key);
    rt::put_sizes(out_ << ": ", branch.amount);
    out_ << '\n';
  }

  std::vector<Branch> branches_of(size_t begin, size_t end, size_t level) const;
  void put_branches(size_t begin, size_t end, size_t level);

  rt::Writer &out_;
  const Keys &keys_;
  const Paths &paths_;
  const ViewOptions &options_;
  uint64_t least_;
  std::vector<Waiting> waiting_; // the last one is the next
};

// Largest first. A path that ends above is in none of them.
std::vector<Branch> TreeWriter::branches_of(size_t begin, size_t end,
                                            size_t level) const {
  std::vector<Branch> branches;
  for (size_t i = begin; i < end; ++i) {
    if (!paths_.has(i, level))
      continue;
    uint32_t key = paths_.key(i, level);
    if (branches.empty() || branches.back().key != key)
      branches.push_back({i, i, level, key, {}});
    branches.back().amount += paths_.amount(i);
    branches.back().end = i + 1;
  }
  auto is_empty = [](const Branch &b) { return rt::is_empty(b.amount); };
  branches.erase(std::remove_if(branches.begin(), branches.end(), is_empty),
                 branches.end());
  std::sort(branches.begin(), branches.end(),
            [&](const Branch &a, const Branch &b) {
              int order = rt::compare(a.amount, b.amount, options_.sort);
              return order != 0 ? order > 0 : keys_.compare(a.key, b.key) > 0;
            });
  return branches;
}

void TreeWriter::put_branches(size_t begin, size_t end, size_t level) {
  std::vector<Branch> branches = branches_of(begin, end, level);
  uint64_t most = level < options_.depth ? options_.top : 0;
  size_t first = waiting_.size();
  Waiting rest{{0, 0, level, 0, {}}, 0};
  for (const Branch &branch : branches) {
    bool is_shown = waiting_.size() - first < most &&
                    magnitude(branch.amount, options_.sort) >= least_;
    if (is_shown) {
      waiting_.push_back({branch, 0});
      continue;
    }
    rest.branch.amount += branch.amount;
    ++rest.others;
  }
  if (rest.others != 0)
    waiting_.push_back(rest);
  std::reverse(waiting_.begin() + static_cast<ptrdiff_t>(first),
               waiting_.end());
}

} // namespace

void put_tree(rt::Writer &out, const rt::LedgerView &view,
              const rt::Names &names, const ViewOptions &options) {
  Keys keys(view, names, options.by);
  Paths paths(view, keys, options);
  TreeWriter(out, keys, paths, options).write();
}

} // namespace memtrace::driver
