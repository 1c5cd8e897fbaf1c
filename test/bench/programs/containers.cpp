// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// containers.cpp: the standard containers at work: each round fills some of
// every kind, changes them, looks at them and lets them go.
#include "program.h"

#include <deque>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

constexpr unsigned kItems = 300;

class Rounds {
public:
  void run() {
    strings();
    ordered();
    hashed();
    queues();
    trees();
  }
  uint64_t sum() const { return sum_; }

private:
  uint32_t below(uint32_t limit) { return random_below(&state_, limit); }
  void note(uint64_t value) { sum_ = mix(sum_, value); }

  std::string word() {
    std::string made = "item";
    for (unsigned i = 0, n = below(30); i < n; ++i)
      made.push_back(static_cast<char>('a' + below(26)));
    return made;
  }

  void strings() {
    std::vector<std::string> words;
    for (unsigned i = 0; i < kItems; ++i)
      words.push_back(word());
    std::vector<std::string> pairs;
    for (unsigned i = 1; i < kItems; ++i)
      pairs.push_back(words[i - 1] + "-" + words[i]);
    for (const std::string &pair : pairs)
      note(pair.size() + static_cast<unsigned char>(pair.back()));
  }

  void ordered() {
    std::map<std::string, std::vector<unsigned>> places;
    for (unsigned i = 0; i < kItems; ++i)
      places["key " + std::to_string(below(kItems)) + " of the map"].push_back(
          i);
    for (const auto &[key, found] : places)
      note(key.size() + found.size());
  }

  void hashed() {
    std::unordered_map<uint64_t, std::string> names;
    for (unsigned i = 0; i < kItems; ++i) {
      names[below(2 * kItems)] = word();
      names.erase(below(2 * kItems));
    }
    uint64_t total = 0; // in whatever order they come
    for (const auto &[number, name] : names)
      total += number * name.size();
    note(total);
  }

  void queues() {
    std::deque<std::string> waiting;
    std::list<std::string> recent;
    for (unsigned i = 0; i < kItems; ++i) {
      waiting.push_back(word());
      if (below(3) == 0)
        continue;
      recent.push_front(std::move(waiting.front()));
      waiting.pop_front();
      if (recent.size() > 50)
        recent.pop_back();
    }
    note(waiting.size() + recent.front().size());
  }

  struct Node {
    unsigned value = 0;
    std::vector<std::shared_ptr<Node>> children;
  };

  void trees() {
    std::vector<std::shared_ptr<Node>> nodes{std::make_shared<Node>()};
    for (unsigned i = 1; i < kItems; ++i) {
      auto node = std::make_shared<Node>();
      node->value = i;
      nodes[below(i)]->children.push_back(node);
      nodes.push_back(std::move(node));
    }
    for (unsigned i = 0; i < kItems; i += 2)
      nodes[i].reset();
    for (const auto &node : nodes)
      if (node)
        note(node->value + node->children.size());
  }

  uint64_t state_ = 1, sum_ = 0;
};

} // namespace

int main(int argc, char **argv) {
  Rounds rounds;
  for (uint64_t left = amount_of_work(argc, argv); left; --left)
    rounds.run();
  return print_checksum(rounds.sum());
}
