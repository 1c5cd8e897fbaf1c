// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// count_by: how often each value of a field is in a JSON document or a table.
// Parses the file whole, then counts.
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "count_by.h"

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

int main(int argc, char **argv) { return run_count_by(argc, argv); }
