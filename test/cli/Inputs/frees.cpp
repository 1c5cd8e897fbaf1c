// Frees all that it has, or all but 100 bytes.
#include <stdexcept>
#include <string>
#include <vector>

int main() {
  std::vector<std::string> lines(10, std::string(100, 'x'));
  char *kept = new char[100];
#ifndef LEAKS
  delete[] kept;
#endif
  try {
    throw std::runtime_error(lines[0]);
  } catch (const std::exception &) {
    return 0;
  }
}
