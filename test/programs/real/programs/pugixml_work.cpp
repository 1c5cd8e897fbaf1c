// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// pugixml_work.cpp: what a user of pugixml does: load, look up, change, save.
#include <cstdio>
#include <sstream>
#include <string>

#include "pugixml.hpp"

namespace {

size_t mark_matches(pugi::xml_document &document, const char *path) {
  size_t characters = 0;
  for (pugi::xpath_node match : document.select_nodes(path)) {
    std::string text = match.node().child_value();
    text += match.parent().child("name").child_value();
    match.parent().append_attribute("match").set_value(text.c_str());
    characters += text.size();
  }
  return characters;
}

size_t read_records(const pugi::xml_document &document) {
  pugi::xpath_query query("concat(name, '-', v/@b, translate(t,'abc','xyz'))");
  size_t characters = 0;
  for (pugi::xml_node record : document.child("root").children("rec"))
    characters += query.evaluate_string(record).size();
  return characters;
}

bool is_refused(const pugi::xml_document &document) {
  try {
    document.select_nodes("//[");
  } catch (const pugi::xpath_exception &) {
    return true;
  }
  return false;
}

} // namespace

int main(int count, char **arguments) {
  if (count != 2)
    return 2;
  size_t characters = 0;
  for (int round = 0; round < 3; ++round) {
    pugi::xml_document document;
    if (!document.load_file(arguments[1]))
      return 1;
    characters += mark_matches(document, "//rec[v/@a > 50]/t[string-length(.)"
                                         " > 20]");
    characters += read_records(document);
    if (!is_refused(document))
      return 1;
    std::ostringstream saved;
    document.save(saved);
    characters += saved.str().size();
  }
  std::printf("%zu\n", characters);
}
