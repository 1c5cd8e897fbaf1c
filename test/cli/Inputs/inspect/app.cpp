// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <memory>
#include <string>
#include <vector>

struct Item {
  int values[4];
};
void fill(std::vector<std::string> &to);
extern "C" void *buffer(unsigned long size);
Item *volatile kept;

int main() {
  std::vector<std::string> lines;
  fill(lines);
  kept = new Item;
  delete kept;
  return lines.size() == 3 && buffer(9) ? 0 : 1;
}
