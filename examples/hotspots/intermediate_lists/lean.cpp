// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// words: the same words, but each goes through all steps before the next one
// is read. Each step takes a generator and is one.
#include <algorithm>
#include <cctype>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "../generator.h"

using Counts = std::map<std::string, long>;
using Strings = Generator<std::string>;

static Strings read_lines(std::istream &in) {
  for (std::string line; std::getline(in, line);)
    co_yield line;
}

static Strings split(Strings lines) {
  for (const std::string &line : lines) {
    std::istringstream in(line);
    for (std::string word; in >> word;)
      co_yield word;
  }
}

static Strings lower(Strings words) {
  for (std::string word : words) {
    for (char &c : word)
      c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    co_yield word;
  }
}

static bool is_long(const std::string &word) {
  return word.size() >= 4 && std::all_of(word.begin(), word.end(), [](char c) {
           return c >= 'a' && c <= 'z';
         });
}

static Counts count_words(std::istream &in) {
  Strings lines = read_lines(in);
  Strings words = split(std::move(lines));
  Strings lowered = lower(std::move(words));
  Counts counts;
  for (const std::string &word : lowered)
    if (is_long(word))
      ++counts[word];
  return counts;
}

static void print_most_frequent(const Counts &counts) {
  std::vector<const Counts::value_type *> rows;
  for (const Counts::value_type &row : counts)
    rows.push_back(&row);
  auto end = rows.begin() + std::min<std::ptrdiff_t>(std::ssize(rows), 10);
  std::partial_sort(rows.begin(), end, rows.end(), [](auto *a, auto *b) {
    return std::pair(-a->second, a->first) < std::pair(-b->second, b->first);
  });
  for (auto row = rows.begin(); row != end; ++row)
    std::cout << (*row)->second << ' ' << (*row)->first << '\n';
}

int main(int argc, char **argv) {
  if (argc != 2) {
    std::cerr << "usage: words FILE\n";
    return 2;
  }
  std::ifstream in(argv[1]);
  if (!in) {
    std::cerr << "words: cannot read " << argv[1] << '\n';
    return 1;
  }
  print_most_frequent(count_words(in));
  return 0;
}
