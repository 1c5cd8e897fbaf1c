// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// count_by: how often each value of a field is in a file: of a key in all
// objects of a JSON document, or of a column, from 0, of a table whose fields
// are separated by semicolons. Parses the file whole, then counts.
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

using Counts = std::map<std::string, long>;
using Json = nlohmann::json;

static void count_in(const Json &node, const std::string &key, Counts &counts) {
  if (node.is_object() && node.contains(key) && node[key].is_string())
    ++counts[node[key]];
  if (node.is_structured())
    for (const Json &child : node)
      count_in(child, key, counts);
}

static void count_json(std::istream &in, const std::string &key,
                       Counts &counts) {
  Json document = Json::parse(in);
  count_in(document, key, counts);
}

static std::vector<std::string> fields_of(const std::string &line) {
  std::vector<std::string> fields;
  std::istringstream in(line);
  for (std::string field; std::getline(in, field, ';');)
    fields.push_back(field);
  return fields;
}

static void count_table(std::istream &in, size_t column, Counts &counts) {
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(in, line);)
    rows.push_back(fields_of(line));
  for (const std::vector<std::string> &row : rows)
    if (column < row.size())
      ++counts[row[column]];
}

int main(int argc, char **argv) {
  if (argc != 3) {
    std::cerr << "usage: count_by FIELD FILE.json|TABLE\n";
    return 2;
  }
  std::string field = argv[1], path = argv[2];
  Counts counts;
  try {
    std::ifstream in(path);
    if (!in)
      throw std::runtime_error("cannot be read");
    if (path.ends_with(".json"))
      count_json(in, field, counts);
    else
      count_table(in, std::stoul(field), counts);
  } catch (const std::exception &error) {
    std::cerr << "count_by: " << path << ": " << error.what() << '\n';
    return 1;
  }
  for (const auto &[value, count] : counts)
    std::cout << count << ' ' << value << '\n';
  return 0;
}
