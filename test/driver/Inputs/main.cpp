#include <vector>

int main() {
  static std::vector<int> numbers;
  for (int i = 0; i < 1000; ++i)
    numbers.push_back(i);
  return numbers.size() == 1000 ? 0 : 1;
}
