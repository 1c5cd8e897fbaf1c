#include <cstdio>
#include <string>

extern "C" {
#include "list.h"
}

std::string *text_of(int value);

int main() {
  void *list = nullptr;
  for (int i = 0; i < 100; ++i)
    list = list_append(list, i);
  std::puts(text_of(list_sum(list))->c_str());
}
