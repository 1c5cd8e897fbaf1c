// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// words.cpp: allocates on several ways, some of them recursive, inlined or
// through the standard library, for what shows stacks.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

void *volatile kept;

struct Node {
  std::unique_ptr<Node> left, right;
  char load[40];
};

__attribute__((noinline)) std::unique_ptr<Node> grow(int depth) {
  auto node = std::make_unique<Node>();
  if (depth > 0) {
    node->left = grow(depth - 1);
    node->right = grow(depth - 1);
  }
  return node;
}

static inline __attribute__((always_inline)) void *take(std::size_t size) {
  return std::malloc(size);
}

class Index {
public:
  __attribute__((noinline)) void add(const std::string &word, int line) {
    lines_[word].push_back(line);
  }

private:
  std::map<std::string, std::vector<int>> lines_;
};

__attribute__((noinline)) void odd(std::vector<void *> &blocks, int n);
__attribute__((noinline)) void even(std::vector<void *> &blocks, int n) {
  blocks.push_back(take(300));
  if (n > 0)
    odd(blocks, n - 1);
}
void odd(std::vector<void *> &blocks, int n) {
  blocks.push_back(take(500));
  if (n > 0)
    even(blocks, n - 1);
}

__attribute__((noinline)) Index make_index(int words) {
  Index index;
  for (int i = 0; i < words; ++i)
    index.add("a word that is long enough " + std::to_string(i % 50), i);
  return index;
}

int compare(const void *a, const void *b) {
  std::string first(20 + *static_cast<const int *>(a), 'a');
  return first < std::string(20 + *static_cast<const int *>(b), 'a');
}

int main() {
  auto tree = grow(7);
  Index index = make_index(2000);
  std::vector<void *> blocks;
  even(blocks, 9);
  int numbers[] = {5, 3, 4, 1};
  std::qsort(numbers, 4, sizeof *numbers, compare);
  kept = take(100000); // most of the peak, and freed
  std::free(kept);
  for (void *block : blocks)
    std::free(block);
  kept = new int[100]; // not freed
}
