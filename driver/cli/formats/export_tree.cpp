// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// export_tree.cpp: see export_tree.h.
#include "formats/export_tree.h"

#include <algorithm>

namespace memtrace::driver {

ExportTree::ExportTree(const ExportStacks &stacks, const TreeOptions &options)
    : options_(options) {
  for (const ExportStacks::Stack &stack : stacks.all())
    whole_ += shown(stack.moments.at(options.at), options.blocks);
  double smallest = options.smallest;
  while (!build(stacks, smallest))
    smallest = std::max(smallest * 2, 1e-6);
  sort_children();
}

// False when there are too many.
bool ExportTree::build(const ExportStacks &stacks, double smallest) {
  nodes_.assign(1, Node());
  path_.assign(1, 0);
  smallest_ =
      smallest >= 1
          ? whole_
          : static_cast<uint64_t>(static_cast<double>(whole_) * smallest);
  for (const ExportStacks::Stack &stack : stacks.all()) {
    if (shown(stack.moments.at(options_.at), options_.blocks) != 0)
      add(stacks, stack);
    if (nodes_.size() > options_.most && smallest < 2)
      return false;
  }
  while (path_.size() > 1)
    close();
  return true;
}

void ExportTree::add(const ExportStacks &stacks,
                     const ExportStacks::Stack &stack) {
  size_t same = 0;
  while (same < stack.length && same + 1 < path_.size() &&
         nodes_[path_[same + 1]].frame == stacks.frame(stack, same))
    ++same;
  while (path_.size() > same + 1)
    close();
  while (path_.size() < stack.length + 1)
    open(stacks.frame(stack, path_.size() - 1));
  const rt::Amount &amount = stack.moments.at(options_.at);
  for (uint32_t node : path_)
    nodes_[node].amount += {std::max<int64_t>(amount.bytes, 0),
                            std::max<int64_t>(amount.blocks, 0)};
}

void ExportTree::open(uint32_t frame) {
  Node node;
  node.frame = frame;
  node.parent = path_.back();
  node.level = static_cast<uint32_t>(path_.size());
  path_.push_back(static_cast<uint32_t>(nodes_.size()));
  nodes_.push_back(std::move(node));
}

// All that is beneath a node stands behind it.
void ExportTree::close() {
  uint32_t closed = path_.back();
  path_.pop_back();
  uint64_t amount = value(nodes_[closed]);
  Node &parent = nodes_[nodes_[closed].parent];
  if (amount >= smallest_) {
    parent.children.push_back(closed);
    return;
  }
  ++parent.left_out;
  parent.left_out_value += amount;
  nodes_.resize(closed);
}

void ExportTree::sort_children() {
  for (Node &node : nodes_)
    std::sort(node.children.begin(), node.children.end(),
              [&](uint32_t a, uint32_t b) {
                uint64_t of_a = value(nodes_[a]), of_b = value(nodes_[b]);
                return of_a != of_b ? of_a > of_b : a < b;
              });
}

std::vector<uint32_t> ExportTree::in_order() const {
  std::vector<uint32_t> result;
  std::vector<uint32_t> open = {0};
  while (!open.empty()) {
    uint32_t node = open.back();
    open.pop_back();
    result.push_back(node);
    const std::vector<uint32_t> &children = nodes_[node].children;
    open.insert(open.end(), children.rbegin(), children.rend());
  }
  return result;
}

uint64_t ExportTree::left_out() const {
  uint64_t sum = 0;
  for (const Node &node : nodes_)
    sum += node.left_out;
  return sum;
}

} // namespace memtrace::driver
