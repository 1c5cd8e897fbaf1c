// The sum of the squares of the large numbers in a file: HOW is 1, each step
// gives a list; 2, all steps in one function; 0, each number goes through all
// steps.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <numeric>
#include <string>
#include <vector>

static double scaled(double number) { return number / 1000; }
static bool is_large(double number) { return number > 20; }

#if HOW == 1
static std::vector<double> read_numbers(const char *path) {
  std::ifstream in(path);
  std::vector<double> numbers;
  for (std::string line; std::getline(in, line);)
    numbers.push_back(std::stod(line));
  return numbers;
}

static std::vector<double> scale(const std::vector<double> &numbers) {
  std::vector<double> result;
  for (double number : numbers)
    result.push_back(scaled(number));
  return result;
}

static std::vector<double> keep_large(const std::vector<double> &numbers) {
  std::vector<double> result;
  std::copy_if(numbers.begin(), numbers.end(), std::back_inserter(result),
               is_large);
  return result;
}

static double sum_of_squares(const char *path) {
  std::vector<double> numbers = read_numbers(path);
  std::vector<double> scaled_ones = scale(numbers);
  std::vector<double> large = keep_large(scaled_ones);
  return std::inner_product(large.begin(), large.end(), large.begin(), 0.0);
}
#elif HOW == 2
static double sum_of_squares(const char *path) {
  std::ifstream in(path);
  std::vector<double> numbers;
  for (std::string line; std::getline(in, line);)
    numbers.push_back(std::stod(line));
  std::vector<double> scaled_ones(numbers.size());
  std::transform(numbers.begin(), numbers.end(), scaled_ones.begin(), scaled);
  std::vector<double> large;
  std::copy_if(scaled_ones.begin(), scaled_ones.end(),
               std::back_inserter(large), is_large);
  return std::inner_product(large.begin(), large.end(), large.begin(), 0.0);
}
#else
static double sum_of_squares(const char *path) {
  std::ifstream in(path);
  double sum = 0;
  for (std::string line; std::getline(in, line);) {
    double number = scaled(std::stod(line));
    sum += is_large(number) ? number * number : 0;
  }
  return sum;
}
#endif

int main(int, char **argv) { std::printf("%.3f\n", sum_of_squares(argv[1])); }
