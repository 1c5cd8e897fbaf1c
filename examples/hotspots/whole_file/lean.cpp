// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// context: prints the lines of a file that have a word, each with the two
// lines before it, as grep -B 2 -n. Keeps those lines, no others.
#include <deque>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>

static constexpr size_t kBefore = 2;

static long search(std::ifstream &in, std::string_view word) {
  std::deque<std::string> before;
  long number = 0, found = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.find(word) != line.npos) {
      ++found;
      long first = number - static_cast<long>(before.size());
      for (const std::string &earlier : before)
        std::cout << first++ << "- " << earlier << '\n';
      std::cout << number << ": " << line << "\n\n";
    }
    before.push_back(line);
    if (before.size() > kBefore)
      before.pop_front();
  }
  return found;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    std::cerr << "usage: context WORD FILE\n";
    return 2;
  }
  std::ifstream in(argv[2]);
  if (!in) {
    std::cerr << "context: cannot read " << argv[2] << '\n';
    return 2;
  }
  return search(in, argv[1]) > 0 ? 0 : 1;
}
