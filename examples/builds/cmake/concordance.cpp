// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// concordance: on which lines of a file words are.
#include "index.h"

#include <fstream>
#include <iostream>

int main(int argc, char **argv) {
  std::ifstream text(argc > 1 ? argv[1] : "");
  if (!text) {
    std::cerr << "usage: concordance FILE WORD...\n";
    return 2;
  }
  Index index(text);
  for (int i = 2; i < argc; ++i) {
    std::cout << argv[i] << ':';
    for (int line : index.lines_of(argv[i]))
      std::cout << ' ' << line;
    std::cout << '\n';
  }
}
