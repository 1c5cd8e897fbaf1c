// The sum of one member of the objects in a JSON file: from the document, or
// (HOW is 0) from the parser's events.
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

using nlohmann::json;

#if HOW == 0
struct Totals : nlohmann::json_sax<json> {
  double sum = 0;
  bool is_total = false;

  bool take(double value) {
    sum += is_total ? value : 0;
    is_total = false;
    return true;
  }
  bool key(string_t &name) override {
    is_total = name == "total";
    return true;
  }
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t value) override {
    return take(static_cast<double>(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return take(static_cast<double>(value));
  }
  bool number_float(number_float_t value, const string_t &) override {
    return take(value);
  }
  bool string(string_t &) override { return true; }
  bool binary(binary_t &) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string &,
                   const nlohmann::detail::exception &) override {
    return false;
  }
};

static double total(std::ifstream &in) {
  Totals totals;
  json::sax_parse(in, &totals);
  return totals.sum;
}
#else
static double total(std::ifstream &in) {
  json document = json::parse(in);
  double sum = 0;
  for (const json &row : document)
    sum += row["total"].get<double>();
  return sum;
}
#endif

int main(int, char **argv) {
  std::ifstream in(argv[1]);
  std::printf("%.3f\n", total(in));
}
