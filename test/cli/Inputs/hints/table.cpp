// The sum of a column of a CSV file: from a table of all of it, or (HOW is 0)
// row by row.
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

using Row = std::vector<std::string>;

static void split(const std::string &line, Row &row) {
  row.clear();
  for (size_t at = 0; at <= line.size();) {
    size_t end = line.find(',', at);
    if (end == std::string::npos)
      end = line.size();
    row.push_back(line.substr(at, end - at));
    at = end + 1;
  }
}

#if HOW == 0
static double total(std::ifstream &in) {
  double sum = 0;
  Row row;
  for (std::string line; std::getline(in, line);) {
    split(line, row);
    sum += std::stod(row[3]);
  }
  return sum;
}
#else
static std::vector<Row> table_of(std::ifstream &in) {
  std::vector<Row> table;
  for (std::string line; std::getline(in, line);) {
    Row row;
    split(line, row);
    table.push_back(std::move(row));
  }
  return table;
}

static double total(std::ifstream &in) {
  double sum = 0;
  for (const Row &row : table_of(in))
    sum += std::stod(row[3]);
  return sum;
}
#endif

int main(int, char **argv) {
  std::ifstream in(argv[1]);
  std::printf("%.3f\n", total(in));
}
