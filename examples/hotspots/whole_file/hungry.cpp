// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// context: prints the lines of a file that have a word, each with the two
// lines before it, as grep -B 2 -n. Reads the whole file, then looks at it.
#include <algorithm>
#include <deque>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

static constexpr size_t kBefore = 2;

static std::string read_file(std::ifstream &in) {
  return std::string(std::istreambuf_iterator<char>(in), {});
}

static long search(std::ifstream &in, std::string_view word) {
  std::string text = read_file(in);
  std::string_view rest = text;
  std::deque<std::string_view> before;
  long number = 0, found = 0;
  while (!rest.empty()) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    ++number;
    if (line.find(word) != line.npos) {
      ++found;
      long first = number - static_cast<long>(before.size());
      for (std::string_view earlier : before)
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
