// What a port has to get right: a wrapper, blocks of several sizes with their
// own mappings among them, threads, and blocks freed by another thread.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

static void *xmalloc(size_t size) {
  void *block = std::malloc(size);
  if (!block)
    std::abort();
  return block;
}

static void fill(std::vector<void *> &blocks) {
  // The line that the report names.

  for (int i = 0; i < 1000; ++i)
    blocks.push_back(xmalloc(100));
}

int main() {
  std::vector<void *> blocks[4];
  for (auto &mine : blocks)
    mine.reserve(1000);
  std::vector<std::thread> threads;
  for (auto &mine : blocks)
    threads.emplace_back(fill, std::ref(mine));
  for (auto &thread : threads)
    thread.join();
  std::vector<std::string> large;
  large.reserve(8);
  for (int i = 0; i < 8; ++i)
    large.emplace_back(1000000, 'x');
  size_t count = 0;
  for (auto &mine : blocks)
    for (void *block : mine) {
      std::free(block);
      ++count;
    }
  std::printf("done %zu\n", count);
}
