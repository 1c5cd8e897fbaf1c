// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// words: the most frequent words of files. With --profile-memory it says on
// stderr what that took; without, it never starts to trace.
#include <algorithm>
#include <cctype>
#include <fstream>
#include <iostream>
#include <map>
#include <memtrace/memtrace.hpp>
#include <string>
#include <vector>

using Counts = std::map<std::string, long>;

static void count_words(const std::string &text, Counts &counts) {
  std::string word;
  for (unsigned char c : text + ' ') {
    if (std::isalnum(c))
      word += static_cast<char>(std::tolower(c));
    else if (!word.empty()) {
      ++counts[word];
      word.clear();
    }
  }
}

static bool run(const std::vector<std::string> &paths) {
  Counts counts;
  for (const std::string &path : paths) {
    std::ifstream in(path);
    if (!in) {
      std::cerr << "words: cannot read " << path << '\n';
      return false;
    }
    std::string text((std::istreambuf_iterator<char>(in)), {});
    count_words(text, counts);
  }
  std::vector<std::pair<std::string, long>> rows(counts.begin(), counts.end());
  std::sort(rows.begin(), rows.end(), [](auto &a, auto &b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  for (size_t i = 0; i < rows.size() && i < 10; ++i)
    std::cout << rows[i].second << ' ' << rows[i].first << '\n';
  return true;
}

static void print_memory() {
  auto traced = memtrace::traced_memory();
  std::cerr << "memory: current " << memtrace::format_size(traced.current)
            << ", peak " << memtrace::format_size(traced.peak) << '\n';
  auto lines = memtrace::snapshot::take().statistics(memtrace::key::line,
                                                     memtrace::when::peak);
  for (const auto &line : lines.first(5))
    std::cerr << "  " << line << '\n';
}

int main(int argc, char **argv) {
  std::vector<std::string> paths(argv + 1, argv + argc);
  auto flag = std::find(paths.begin(), paths.end(), "--profile-memory");
  bool profiles = flag != paths.end();
  if (profiles)
    paths.erase(flag);
  if (paths.empty()) {
    std::cerr << "usage: words [--profile-memory] FILE...\n";
    return 2;
  }
  if (profiles) {
    memtrace::status started = memtrace::start();
    if (started != memtrace::status::ok) {
      std::cerr << "words: no memory profile: " << memtrace::text(started)
                << '\n';
      profiles = false;
    }
  }
  bool done = run(paths);
  if (profiles) {
    memtrace::stop();
    print_memory();
  }
  return done ? 0 : 1;
}
