// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// count_by: the same counts while the file is read: the JSON's parser tells
// each key and value, and of the table one row is there at a time.
#include <nlohmann/json.hpp>
#include <sstream>

#include "count_by.h"

using Json = nlohmann::json;

// What the parser tells. Returning true lets it go on.
class Counter : public Json::json_sax_t {
public:
  Counter(const std::string &key, Counts &counts)
      : key_(key), counts_(counts) {}
  bool key(std::string &name) override { return is_next_ = name == key_, true; }
  bool string(std::string &value) override {
    if (is_next_)
      ++counts_[value];
    return other();
  }
  bool parse_error(size_t, const std::string &,
                   const Json::exception &error) override {
    throw std::runtime_error(error.what());
  }
  bool null() override { return other(); }
  bool boolean(bool) override { return other(); }
  bool number_integer(Json::number_integer_t) override { return other(); }
  bool number_unsigned(Json::number_unsigned_t) override { return other(); }
  bool number_float(Json::number_float_t, const std::string &) override {
    return other();
  }
  bool binary(Json::binary_t &) override { return other(); }
  bool start_object(size_t) override { return other(); }
  bool end_object() override { return other(); }
  bool start_array(size_t) override { return other(); }
  bool end_array() override { return other(); }

private:
  bool other() { return is_next_ = false, true; }

  const std::string &key_;
  Counts &counts_;
  bool is_next_ = false; // the key was just read
};

static void count_json(std::istream &in, const std::string &key,
                       Counts &counts) {
  Counter counter(key, counts);
  Json::sax_parse(in, &counter);
}

static void count_table(std::istream &in, size_t column, Counts &counts) {
  std::istringstream row;
  for (std::string line, field; std::getline(in, line);) {
    row.clear();
    row.str(line);
    for (size_t i = 0; i <= column; ++i)
      if (!std::getline(row, field, ';'))
        break;
    if (row)
      ++counts[field];
  }
}

int main(int argc, char **argv) { return run_count_by(argc, argv); }
