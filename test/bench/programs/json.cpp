// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// json.cpp: parses a document, of people with addresses and numbers, changes
// it and writes it again, with nlohmann's library.
#include "program.h"

#include <nlohmann/json.hpp>

#include <string>

namespace {

using nlohmann::json;

constexpr unsigned kPeople = 500;

std::string word(uint64_t *state, unsigned most) {
  std::string made;
  for (unsigned i = 0, n = 3 + random_below(state, most); i < n; ++i)
    made.push_back(static_cast<char>('a' + random_below(state, 26)));
  return made;
}

json person(uint64_t *state, unsigned number) {
  json made = {
      {"id", number},
      {"name", word(state, 10) + " " + word(state, 20)},
      {"mail", word(state, 12) + "@" + word(state, 12) + ".example"},
      {"is_active", random_below(state, 2) == 1},
      {"address",
       {{"street", word(state, 30)},
        {"number", 1 + random_below(state, 200)},
        {"town", nullptr}}},
      {"scores", json::array()},
      {"tags", json::array()},
  };
  for (unsigned i = 0; i < 8; ++i) {
    made["scores"].push_back(random_below(state, 100000) / 100.0);
    made["tags"].push_back(word(state, 25));
  }
  return made;
}

std::string document(uint64_t *state) {
  json people = json::array();
  for (unsigned i = 0; i < kPeople; ++i)
    people.push_back(person(state, i));
  return json{{"version", 1}, {"people", std::move(people)}}.dump(2);
}

uint64_t sum_of(uint64_t sum, const std::string &text) {
  for (unsigned char c : text)
    sum = mix(sum, c);
  return sum;
}

} // namespace

int main(int argc, char **argv) {
  uint64_t state = 1, sum = 0;
  std::string text = document(&state);
  for (uint64_t left = amount_of_work(argc, argv); left; --left) {
    json parsed = json::parse(text);
    json &one = parsed["people"][random_below(&state, kPeople)];
    one["address"]["town"] = word(&state, 20);
    text = parsed.dump(2);
    sum = mix(sum, text.size());
  }
  return print_checksum(sum_of(sum, text));
}
