// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// index.h: on which lines of a text each of its words is.
#ifndef INDEX_H
#define INDEX_H

#include <istream>
#include <map>
#include <string>
#include <vector>

class Index {
public:
  explicit Index(std::istream &text);
  // The numbers of the lines, in order; none if the word isn't there.
  const std::vector<int> &lines_of(const std::string &word) const;

private:
  void add_line(const std::string &line, int number);

  std::map<std::string, std::vector<int>> lines_;
};

#endif
