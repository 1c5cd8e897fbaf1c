// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libraries.cpp: see libraries.h.
#include "hints/libraries.h"

#include "hints/called.h"

#include <cstring>

namespace memtrace::driver::hints {
namespace {

const char kXmlReader[] = "read element by element with a pull parser "
                          "(libxml2's xmlTextReader) or with events (expat)";
const char kStreamJson[] = "read value by value with a parser that gives "
                           "events (yajl, or RapidJSON's Reader)";

const Library kLibraries[] = {
    {"nlohmann::", "nlohmann::json",
     "let nlohmann::json::sax_parse() hand over one value after the other, or "
     "give parse() a callback that drops what is not needed; a file of one "
     "document a line is parsed line by line"},
    {"rapidjson::", "RapidJSON",
     "let rapidjson::Reader::Parse() call a handler instead of filling a "
     "Document"},
    {"simdjson::dom::", "simdjson",
     "use simdjson::ondemand::parser::iterate()"},
    {"pugi::", "pugixml", kXmlReader},
    {"tinyxml2::", "TinyXML-2", kXmlReader},
    {"xmlParse", "libxml2", "use xmlReaderForFile() and xmlTextReaderRead()"},
    {"xmlReadFile", "libxml2",
     "use xmlReaderForFile() and xmlTextReaderRead()"},
    {"xmlReadMemory", "libxml2",
     "use xmlReaderForMemory() and xmlTextReaderRead()"},
    {"xmlSAX2", "libxml2", "use xmlReaderForFile() and xmlTextReaderRead()"},
    {"xmlCtxtRead", "libxml2",
     "use xmlReaderForFile() and xmlTextReaderRead()"},
    {"cJSON_", "cJSON", kStreamJson},
    {"json_tokener_", "json-c", kStreamJson},
    {"json_load", "Jansson", kStreamJson},
    {"yyjson_", "yyjson", kStreamJson},
    {"jv_parse", "libjq",
     "call jv_parser_new(JV_PARSE_STREAMING), or jq with "
     "--stream"},
    {"Json::", "JsonCpp", kStreamJson},
    {"boost::property_tree::", "Boost.PropertyTree", kStreamJson},
    {"boost::json::", "Boost.JSON", "use boost::json::basic_parser"},
    {"YAML::", "yaml-cpp",
     "let YAML::Parser::HandleNextDocument() call a YAML::EventHandler"},
    {"toml::", "toml++", "keep only what is needed of each table"},
    {"yaml_document_", "libyaml",
     "use yaml_parser_parse(), which gives events"},
};

} // namespace

const Library *library_of(const std::string &function) {
  for (const Library &library : kLibraries)
    if (function.compare(0, std::strlen(library.prefix), library.prefix) == 0)
      return &library;
  return nullptr;
}

bool is_parser(const std::string &function) {
  for (const char *word : {"parse", "parser", "parsing", "load", "loader",
                           "read", "reader", "operator>>"})
    if (has_word(function, word))
      return true;
  return false;
}

bool is_own_parser(const std::string &function) {
  return has_word(function, "parse") || has_word(function, "parser") ||
         has_word(function, "parsing");
}

} // namespace memtrace::driver::hints
