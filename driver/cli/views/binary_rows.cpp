// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// binary_rows.cpp: see binary_rows.h.
#include "views/binary_rows.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace memtrace::driver {
namespace {

using Row = std::vector<std::string>;

const char *const kUnknown = "(unknown)";

std::string object_name(const Binary &part, const std::string &source) {
  return part.member.empty() ? source : part.member + ": " + source;
}

std::string object_of(const Binary &part, uint32_t unit) {
  return object_name(part, unit == kNone ? kUnknown : part.units[unit].source);
}

std::string name_of(const Binary &part, uint32_t name, const char *otherwise) {
  return name == kNone ? otherwise : part.names[name];
}

std::string function_of(const Binary &part, uint32_t name,
                        const char *otherwise) {
  bool is_readable = name != kNone && !part.readable[name].empty();
  return is_readable ? part.readable[name] : name_of(part, name, otherwise);
}

void add_objects(const Binary &part, std::vector<Row> &rows) {
  std::vector<UnitCounts> counts = counts_of(part);
  for (size_t i = 0; i < part.units.size(); ++i)
    rows.push_back({object_name(part, part.units[i].source),
                    mode_of(part.units[i]), std::to_string(counts[i].functions),
                    std::to_string(counts[i].sites)});
  if (counts.back().sites != 0)
    rows.push_back({object_name(part, kUnknown), "unknown",
                    std::to_string(counts.back().functions),
                    std::to_string(counts.back().sites)});
  for (const std::string &source : part.others.sources)
    rows.push_back({object_name(part, source), "not instrumented", "", ""});
}

void add_functions(const Binary &part, std::vector<Row> &rows) {
  for (const FunctionOf &function : functions_of(part))
    rows.push_back({std::to_string(function.sites),
                    object_of(part, function.unit),
                    function_of(part, function.name, kUnknown)});
}

void add_sites(const Binary &part, std::vector<Row> &rows) {
  for (const BinarySite &site : part.sites)
    rows.push_back({name_of(part, site.file, "?"), std::to_string(site.line),
                    std::to_string(site.column),
                    function_of(part, site.function, kUnknown),
                    name_of(part, site.type, ""),
                    function_of(part, site.callee, ""),
                    object_of(part, site.unit)});
}

} // namespace

std::string mode_of(const Unit &unit) {
  bool has_stacks = unit.flags & MEMTRACE_UNIT_STACKS;
  bool has_lines = !(unit.flags & MEMTRACE_UNIT_NO_LINES);
  return has_stacks  ? has_lines ? "stacks" : "stacks, no lines"
         : has_lines ? "lines"
                     : "no lines";
}

std::vector<FunctionOf> functions_of(const Binary &binary) {
  std::map<std::pair<uint32_t, uint32_t>, uint64_t> sites;
  for (const BinarySite &site : binary.sites)
    ++sites[{site.unit, site.outermost}];
  std::vector<FunctionOf> result;
  for (const auto &[key, count] : sites)
    result.push_back({key.first, key.second, count});
  std::sort(result.begin(), result.end(),
            [](const FunctionOf &a, const FunctionOf &b) {
              return std::make_tuple(b.sites, a.unit, a.name) <
                     std::make_tuple(a.sites, b.unit, b.name);
            });
  return result;
}

std::vector<UnitCounts> counts_of(const Binary &binary) {
  std::vector<UnitCounts> counts(binary.units.size() + 1);
  for (const FunctionOf &function : functions_of(binary)) {
    UnitCounts &of =
        function.unit == kNone ? counts.back() : counts[function.unit];
    ++of.functions;
    of.sites += function.sites;
  }
  return counts;
}

BinaryRows rows_of(const BinaryFile &file, BinaryBy by) {
  BinaryRows result;
  if (by == BinaryBy::kObject)
    result.columns = {
        {"object"}, {"mode"}, {"functions", true}, {"sites", true}};
  else if (by == BinaryBy::kFunction)
    result.columns = {{"sites", true}, {"object"}, {"function"}};
  else
    result.columns = {{"file"}, {"line", true}, {"column", true}, {"function"},
                      {"type"}, {"calls"},      {"object"}};
  for (const Binary &part : file.parts)
    by == BinaryBy::kObject     ? add_objects(part, result.rows)
    : by == BinaryBy::kFunction ? add_functions(part, result.rows)
                                : add_sites(part, result.rows);
  if (by == BinaryBy::kFunction) // of all members of an archive
    std::sort(result.rows.begin(), result.rows.end(),
              [](const Row &a, const Row &b) {
                uint64_t of_a = std::stoull(a.front());
                uint64_t of_b = std::stoull(b.front());
                return of_a != of_b ? of_a > of_b : a < b;
              });
  return result;
}

} // namespace memtrace::driver
