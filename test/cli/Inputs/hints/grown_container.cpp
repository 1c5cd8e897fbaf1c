// The mean of the numbers in a file. HOW: 1, from a vector of them; 2, from a
// vector of their texts; 3, from a list; 0, as they are read; 4, from a vector
// that has room for them.
#include <cstdio>
#include <fstream>
#include <list>
#include <string>
#include <vector>

#if HOW == 2
using Numbers = std::vector<std::string>;
static double value(const std::string &text) { return std::stod(text); }
static std::string number(const std::string &line) {
  return "the number in this line is: " + line;
}
#elif HOW == 3
using Numbers = std::list<double>;
#else
using Numbers = std::vector<double>;
#endif
#if HOW != 2
static double value(double value) { return value; }
static double number(const std::string &line) { return std::stod(line); }
#else
static double value_of(const std::string &text) {
  return value(text.substr(text.find(':') + 1));
}
#define value value_of
#endif

#if HOW != 0
static Numbers measurements(const char *path) {
  std::ifstream in(path);
  Numbers numbers;
#if HOW == 4
  numbers.reserve(200000);
#endif
  for (std::string line; std::getline(in, line);)
    numbers.push_back(number(line));
  return numbers;
}
#endif

int main(int, char **argv) {
  double sum = 0;
  int count = 0;
#if HOW == 0
  std::ifstream in(argv[1]);
  for (std::string line; std::getline(in, line); ++count)
    sum += value(number(line));
#else
  for (const auto &one : measurements(argv[1])) {
    sum += value(one);
    ++count;
  }
#endif
  std::printf("%.3f\n", sum / count);
}
