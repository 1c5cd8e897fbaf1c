// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// new_pairs.cpp: a loop of new and delete pairs. For instructions.py.
#include <cstdlib>

struct Pair {
  long first, second, third;
};

int main(int count, char **words) {
  long pairs = count > 1 ? std::atol(words[1]) : 0;
  for (long i = 0; i < pairs; ++i) {
    Pair *p = new Pair{i, i, i};
    asm volatile("" : "+r"(p) : : "memory");
    delete p;
  }
}
