// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// export_tree.h: the stacks as a tree, without what is too small to be seen.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_EXPORT_TREE_H
#define MEMTRACE_DRIVER_CLI_FORMATS_EXPORT_TREE_H

#include "formats/export_stacks.h"

#include <vector>

namespace memtrace::driver {

struct TreeOptions {
  Moment at = Moment::kPeak;
  bool blocks = false;   // what counts, rather than bytes
  double smallest = 0;   // part of the whole below which a node is left out
  size_t most = 1 << 20; // nodes; if there are more, the smallest are left out
};

class ExportTree {
public:
  struct Node {
    uint32_t frame = 0; // of the root none
    uint32_t parent = 0;
    uint32_t level = 0; // the root's is 0
    rt::Amount amount;  // with all that is beneath
    // Children that are left out.
    uint64_t left_out = 0;
    uint64_t left_out_value = 0;
    std::vector<uint32_t> children; // the largest first
  };

  ExportTree(const ExportStacks &stacks, const TreeOptions &options);

  size_t size() const { return nodes_.size(); }
  const Node &root() const { return nodes_[0]; }
  const Node &operator[](uint32_t node) const { return nodes_[node]; }
  // Before their children, the largest first.
  std::vector<uint32_t> in_order() const;
  // What counts.
  uint64_t value(const Node &node) const {
    return shown(node.amount, options_.blocks);
  }
  // Nodes that are left out, not counting what is beneath them.
  uint64_t left_out() const;

private:
  bool build(const ExportStacks &stacks, double smallest);
  void add(const ExportStacks &stacks, const ExportStacks::Stack &stack);
  void open(uint32_t frame);
  void close();
  void sort_children();

  TreeOptions options_;
  uint64_t smallest_ = 0;
  uint64_t whole_ = 0;
  std::vector<Node> nodes_;
  std::vector<uint32_t> path_; // that are open
};

} // namespace memtrace::driver

#endif
