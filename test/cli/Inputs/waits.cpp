// Has some memory, says so, and waits for its standard input to end.
#include <cstdio>

int main() {
  char *kept = new char[100];
  std::puts("ready");
  std::fflush(stdout);
  std::getchar();
  delete[] kept;
}
