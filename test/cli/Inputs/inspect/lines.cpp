// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <string>
#include <vector>

void fill(std::vector<std::string> &to) {
  for (int i = 0; i < 3; ++i)
    to.push_back("a text that is longer than the string itself");
}
