// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// next_operator_new.cpp: allocates by operator new in three forms and deletes
// all of it.
#include <new>
#include <vector>

struct alignas(64) Aligned {
  char bytes[128];
};

int main() {
  std::vector<int *> arrays;
  std::vector<Aligned *> aligned;
  std::vector<char *> others;
  arrays.reserve(1000);
  aligned.reserve(500);
  others.reserve(500);
  for (int i = 0; i < 1000; ++i)
    arrays.push_back(new int[100]);
  for (int i = 0; i < 500; ++i)
    aligned.push_back(new Aligned());
  for (int i = 0; i < 500; ++i)
    others.push_back(new (std::nothrow) char[10]);
  for (int *array : arrays)
    delete[] array;
  for (Aligned *one : aligned)
    delete one;
  for (char *other : others)
    delete[] other;
}
