// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// whole_document.cpp: a library's tree of a document, or a table of all rows.
#include "hints/hint.h"
#include "hints/limits.h"
#include "hints/words.h"

#include <algorithm>
#include <map>

namespace memtrace::driver::hints {
namespace {

const char kId[] = "whole-document";
const char kTitle[] = "a document is parsed whole";

void find_tree(Search &search, const Line &line) {
  const Part *part =
      line.find([](const Part &part) { return part.traits.library; });
  if (part == nullptr)
    return;
  const Library &library = *part->traits.library;
  auto is_of_it = [&](const Part &part) {
    return part.traits.library == &library;
  };
  Amounts amounts = line.sum(is_of_it);
  bool parses = line.find([](const Part &part) { return part.traits.parses; });
  const std::string &function = search.evidence.function(line);
  // Without callers, all that is known may be the library's own line.
  bool is_inside = library_of(function) != nullptr;
  if (!search.is_large(amounts.bytes()) || (!parses && !is_inside))
    return;
  std::string evidence =
      std::string(library.name) + " held " + size_text(amounts.bytes()) +
      " in " + count_text(amounts.blocks(), "block", "blocks") +
      " at the peak, " +
      (parses ? "and they came from its parser, called in " : "allocated in ") +
      function_text(function) + ".";
  std::string fix =
      "If each part is used once, " + std::string(library.instead) + ".";
  search.add({kId, kTitle, parses, {&line}, evidence, fix, amounts.bytes()});
}

// Of a container of rows: what a row is. Not text of characters.
Traits row_of(const Part &part) {
  Traits row;
  if (!part.traits.is_list())
    return row;
  Called held = called((part.traits.element + "::x").c_str());
  Traits kind = traits_of_class(held);
  return kind.is_list() || kind.is_map() ? kind : row;
}

struct Table {
  const Line *rows = nullptr;
  Traits row;
  std::vector<const Line *> lines;
  double bytes = 0;
  double blocks = 0;

  void add(const Line &line) {
    lines.push_back(&line);
    bytes += line.amounts.bytes();
    blocks += line.amounts.blocks();
  }
};

bool has_cells(const Line &line) {
  return line.find([](const Part &part) {
    return part.traits.container == Container::kString &&
           part.amounts.blocks() >= kManyBlocks;
  });
}

// The line that fills the rows, and then those that fill a row or a cell.
Table table_of(const Search &search, const Line &rows, const Traits &row) {
  Table table;
  table.rows = &rows;
  table.row = row;
  std::set<uint32_t> functions = {rows.function};
  auto fills_row = [&](const Part &part) {
    return part.traits.container == row.container &&
           part.traits.text() == row.text();
  };
  for (const Line &line : search.evidence.lines)
    if (search.is_free(line) && &line != &rows && line.find(fills_row))
      functions.insert(line.function);
  bool is_text = short_type(row.element) == "std::string" || row.is_map();
  for (const Line &line : search.evidence.lines)
    if (search.is_free(line) &&
        (&line == &rows || line.find(fills_row) ||
         (is_text && functions.count(line.function) != 0 && has_cells(line))))
      if (line.amounts.bytes() > 0)
        table.add(line);
  return table;
}

// A matrix is no document: its text must have been read.
bool is_read(const Evidence &evidence, const Table &table) {
  return std::any_of(table.lines.begin(), table.lines.end(),
                     [&](const Line *line) {
                       return Evidence::is_in(*line, evidence.opens_files) ||
                              Evidence::is_in(*line, evidence.reads_lines);
                     });
}

void find_table(Search &search, const Line &line) {
  const Part *part = line.find([](const Part &part) {
    return row_of(part).container != Container::kNone;
  });
  if (part == nullptr)
    return;
  Table table = table_of(search, line, row_of(*part));
  bool is_of_file = is_read(search.evidence, table);
  bool is_text = short_type(table.row.element) == "std::string";
  if (!search.is_large(table.bytes) || table.blocks < kManyBlocks ||
      (!is_of_file && !is_text))
    return;
  std::string evidence =
      "A " + part->traits.text() + " that is filled in " +
      function_text(search.evidence.function(line)) + " and what its rows " +
      "hold took " + size_text(table.bytes) + " in " +
      count_text(table.blocks, "block", "blocks") + " at the peak" +
      (is_of_file ? ", and a function on the way reads a file." : ".");
  std::string fix =
      "If each row is used once, use it as soon as its line is read, and let "
      "one " +
      table.row.text() +
      " serve for all rows: clear() keeps its "
      "storage.";
  search.add(
      {kId, kTitle, is_of_file, table.lines, evidence, fix, table.bytes});
}

bool stays(const Amounts &amounts) {
  return amounts.blocks() >=
         kParsedKept * static_cast<double>(amounts.allocated.blocks);
}

struct Parsed {
  std::vector<const Line *> lines;
  Amounts amounts;
};

// What came from beneath each parser of the program's own. The lines are those
// that hardly allocate for anyone else.
std::map<uint32_t, Parsed> parsed(const Search &search) {
  std::map<uint32_t, Parsed> parsers;
  for (const Line &line : search.evidence.lines)
    if (search.is_free(line))
      for (const auto &[parser, amounts] : line.parsed)
        if (amounts.bytes() > 0 && stays(amounts)) {
          parsers[parser].amounts += amounts;
          if (2 * amounts.bytes() >= line.amounts.bytes())
            parsers[parser].lines.push_back(&line);
        }
  return parsers;
}

void find_parsed(Search &search) {
  std::map<uint32_t, Parsed> parsers = parsed(search);
  auto found = std::max_element(
      parsers.begin(), parsers.end(), [](const auto &a, const auto &b) {
        return a.second.amounts.bytes() < b.second.amounts.bytes();
      });
  if (found == parsers.end())
    return;
  const auto &[parser, most] = *found;
  double bytes = most.amounts.bytes();
  if (!search.is_large(bytes) || most.lines.empty() ||
      bytes < kParsedShare * search.evidence.peak_bytes ||
      most.amounts.blocks() < kManyBlocks)
    return;
  std::string evidence = "What was allocated beneath " +
                         function_text(search.evidence.functions[parser]) +
                         " came to " + size_text(bytes) + " in " +
                         count_text(most.amounts.blocks(), "block", "blocks") +
                         " at the peak, most of all that it ever allocated.";
  search.add(
      {kId, kTitle, false, most.lines, evidence,
       "If each part of what is parsed is used once, let the parser hand "
       "it over as soon as it is whole (by a callback, or as the next "
       "event), and free it after use.",
       bytes});
}

} // namespace

void find_whole_documents(Search &search) {
  for (const Line &line : search.evidence.lines)
    if (search.is_free(line))
      find_tree(search, line);
  for (const Line &line : search.evidence.lines)
    if (search.is_free(line) && line.amounts.bytes() > 0)
      find_table(search, line);
  find_parsed(search);
}

} // namespace memtrace::driver::hints
