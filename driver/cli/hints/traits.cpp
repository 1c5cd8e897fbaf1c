// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// traits.cpp: see traits.h.
#include "hints/traits.h"

#include "report/places.h"

#include <cstring>

namespace memtrace::driver::hints {
namespace {

struct Known {
  const char *name; // of the class
  Container container;
};

// Those of libstdc++, libc++ and well-known others, with the classes that do
// their work.
const Known kKnown[] = {
    {"basic_string", Container::kString},
    {"string", Container::kString},
    {"vector", Container::kVector},
    {"_Vector_base", Container::kVector},
    {"__split_buffer", Container::kVector},
    {"priority_queue", Container::kVector},
    {"SmallVector", Container::kVector},
    {"InlinedVector", Container::kVector},
    {"QVector", Container::kVector},
    {"QList", Container::kVector},
    {"deque", Container::kDeque},
    {"_Deque_base", Container::kDeque},
    {"queue", Container::kDeque},
    {"stack", Container::kDeque},
    {"list", Container::kList},
    {"_List_base", Container::kList},
    {"__list_imp", Container::kList},
    {"forward_list", Container::kList},
    {"map", Container::kTree},
    {"multimap", Container::kTree},
    {"set", Container::kTree},
    {"multiset", Container::kTree},
    {"_Rb_tree", Container::kTree},
    {"__tree", Container::kTree},
    {"btree_map", Container::kTree},
    {"QMap", Container::kTree},
    {"unordered_map", Container::kHash},
    {"unordered_multimap", Container::kHash},
    {"unordered_set", Container::kHash},
    {"unordered_multiset", Container::kHash},
    {"_Hashtable", Container::kHash},
    {"_Map_base", Container::kHash},
    {"_Insert_base", Container::kHash},
    {"__hash_table", Container::kHash},
    {"flat_hash_map", Container::kHash},
    {"node_hash_map", Container::kHash},
    {"flat_hash_set", Container::kHash},
    {"robin_map", Container::kHash},
    {"hash_map", Container::kHash},
    {"QHash", Container::kHash},
    {"basic_stringbuf", Container::kStringStream},
    {"basic_stringstream", Container::kStringStream},
    {"basic_ostringstream", Container::kStringStream},
};

Container container_of(const std::string &name) {
  for (const Known &known : kKnown)
    if (name == known.name)
      return known.container;
  return Container::kNone;
}

bool has(const char *text, const char *part) {
  return std::strstr(text, part) != nullptr;
}

class Collector {
public:
  explicit Collector(CalledNames &names) : names_(names) {}

  // From the innermost call on, so that what is outside wins.
  void add(uint32_t function) {
    const Called &called = names_.of(function);
    const char *readable = names_.readable(function);
    add_container(called, readable);
    add_streams(called, readable);
    add_library(called);
  }

  Traits traits;

private:
  void add_container(const Called &called, const char *readable) {
    Container container = container_of(called.container);
    std::string element = called.element;
    if (container == Container::kNone && traits.container == container) {
      // An algorithm that fills a container is in no class.
      std::string filled = arguments_of(readable, "back_insert_iterator");
      Called held = hints::called((filled + "::x").c_str());
      container = container_of(held.container);
      element = held.element;
    }
    if (container == Container::kNone)
      return;
    traits.container = container;
    traits.element = element;
  }

  void add_streams(const Called &called, const char *readable) {
    traits.reads_stream |=
        has(readable, "istreambuf_iterator") ||
        (called.function == "operator<<" && has(readable, "basic_streambuf"));
    traits.reads_line |=
        called.function == "getline" || called.function == "getdelim";
    for (const char *opener : {"basic_ifstream", "basic_fstream"})
      traits.opens_file |= called.container == opener;
    traits.opens_file |=
        called.function == "fopen" || called.function == "fopen64" ||
        (called.container == "basic_filebuf" && called.function == "open");
  }

  // Who only calls it back doesn't count: what is inside of that would.
  void add_library(const Called &called) {
    const Library *library = library_of(called.full());
    if (library == nullptr)
      return;
    traits.library = library;
    traits.parses |= is_parser(called.function);
  }

  CalledNames &names_;
};

const char *name_of(Container container) {
  switch (container) {
  case Container::kNone:
    break;
  case Container::kString:
    return "std::string";
  case Container::kVector:
    return "std::vector";
  case Container::kDeque:
    return "std::deque";
  case Container::kList:
    return "std::list";
  case Container::kTree:
    return "ordered container (std::map, std::set)";
  case Container::kHash:
    return "hash container (std::unordered_map, ...)";
  case Container::kStringStream:
    return "std::stringstream";
  }
  return "container";
}

} // namespace

bool Traits::is_bytes() const {
  if (container == Container::kString)
    return true;
  const std::string &of = container == Container::kVector ? element : type;
  for (const char *byte : {"char", "unsigned char", "signed char", "std::byte",
                           "uint8_t", "unsigned __int8"})
    if (of == byte)
      return true;
  return false;
}

bool Traits::is_list() const {
  return container == Container::kVector || container == Container::kDeque ||
         container == Container::kList;
}

bool Traits::is_map() const {
  return container == Container::kTree || container == Container::kHash;
}

std::string Traits::text() const {
  if (!is_list() || element.empty())
    return name_of(container);
  return std::string(name_of(container)) + "<" + short_type(element) + ">";
}

Traits traits_of_class(const Called &called) {
  Traits traits;
  traits.container = container_of(called.container);
  traits.element = called.element;
  return traits;
}

const Called &CalledNames::of(uint32_t function) {
  auto found = called_.find(function);
  if (found == called_.end())
    found = called_.emplace(function, called(names_.of(function))).first;
  return found->second;
}

namespace {

// By the name of the function, or else of the file.
bool is_cpp(const rt::LedgerView &view, const rt::FrameRange &users) {
  if (users.first == users.end)
    return false;
  const memtrace_ledger_frame &frame = view.frames[users.first];
  std::string file = rt::string_at(view, frame.file);
  bool is_c_file = file.size() > 2 && file.substr(file.size() - 2) == ".c";
  return !is_c_file ||
         std::strncmp(rt::string_at(view, frame.function), "_Z", 2) == 0;
}

} // namespace

Traits traits_of(const Ledger &ledger, uint32_t site, CalledNames &names) {
  const rt::LedgerView view = ledger.view();
  const memtrace_ledger_site &described = ledger.sites[site];
  rt::FrameRange users = rt::frames_of(view, site);
  Collector collector(names);
  Traits &traits = collector.traits;
  traits.type = rt::string_at(view, described.type);
  bool has_callee = *rt::string_at(view, described.callee) != '\0';
  if (has_callee)
    collector.add(described.callee);
  if (users.first != users.end)
    for (uint32_t i = described.first_frame; i < users.first; ++i)
      collector.add(view.frames[i].function);
  traits.is_plain = !has_callee && users.first == described.first_frame;
  traits.is_cpp = is_cpp(view, users);
  return traits;
}

} // namespace memtrace::driver::hints
