// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// binary_json.cpp: all that is known of files, for programs.
#include "formats/binary.h"
#include "formats/json_values.h"

namespace memtrace::driver {
namespace {

Json name_of(const Binary &part, uint32_t name) {
  return name == kNone ? Json() : Json(part.names[name]);
}

Json function_of(const Binary &part, uint32_t name) {
  bool is_readable = name != kNone && !part.readable[name].empty();
  return is_readable ? Json(part.readable[name]) : name_of(part, name);
}

Json index_of(uint32_t index) { return index == kNone ? Json() : Json(index); }

Json site_of(const Binary &part, const BinarySite &site) {
  return {{"object", index_of(site.unit)},
          {"file", name_of(part, site.file)},
          {"line", unless_zero(site.line)},
          {"column", unless_zero(site.column)},
          {"function", function_of(part, site.function)},
          {"linkage_name", name_of(part, site.function)},
          {"outermost", function_of(part, site.outermost)},
          {"type", name_of(part, site.type)},
          {"callee", name_of(part, site.callee)},
          {"system", (site.flags & MEMTRACE_SITE_SYSTEM) != 0}};
}

Json unit_of(const Unit &unit, const UnitCounts &counts) {
  return {{"source", unit.source},
          {"abi", unit.abi},
          {"lines", !(unit.flags & MEMTRACE_UNIT_NO_LINES)},
          {"stacks", (unit.flags & MEMTRACE_UNIT_STACKS) != 0},
          {"functions", counts.functions},
          {"sites", counts.sites}};
}

Json function_row(const Binary &part, const FunctionOf &function) {
  return {{"object", index_of(function.unit)},
          {"name", function_of(part, function.name)},
          {"linkage_name", name_of(part, function.name)},
          {"sites", function.sites}};
}

// Null where that isn't known.
Json others_of(const Binary &part) {
  return part.others.state == CompileUnits::State::kRead
             ? Json(part.others.sources)
             : Json();
}

template <typename Range, typename Make>
void put_array(JsonOut &out, const char *name, const Range &range, Make make) {
  out << ",\n    \"" << name << "\": [";
  const char *separator = "\n      ";
  for (const auto &element : range) {
    out << separator << make(element);
    separator = ",\n      ";
  }
  out << "]";
}

void put_part(JsonOut &out, const BinaryFile &file, const Binary &part) {
  out << "{";
  out.put_members({{"path", file.path},
                   {"member", unless_empty(part.member.c_str())},
                   {"kind", part.kind},
                   {"machine", part.machine},
                   {"runtime", unless_empty(part.runtime.c_str())},
                   {"needs", part.needed},
                   {"has_sections", part.has_sections},
                   {"not_instrumented", others_of(part)},
                   {"missing_debug_information", part.others.missing}});
  std::vector<UnitCounts> counts = counts_of(part);
  size_t at = 0;
  put_array(out, "objects", part.units,
            [&](const Unit &unit) { return unit_of(unit, counts[at++]); });
  put_array(out, "functions", functions_of(part),
            [&](const FunctionOf &of) { return function_row(part, of); });
  put_array(out, "sites", part.sites,
            [&](const BinarySite &site) { return site_of(part, site); });
  out << "}";
}

} // namespace

void write_binaries_json(const BinaryFiles &files, rt::Sink sink) {
  JsonOut out(sink);
  out << "{\n  \"format\": \"memtrace-inspect\",\n  \"version\": 1,\n"
      << "  \"files\": [";
  const char *separator = "\n    ";
  for (const BinaryFile &file : files)
    for (const Binary &part : file.parts) {
      out << separator;
      put_part(out, file, part);
      separator = ",\n    ";
    }
  out << "]\n}\n";
}

} // namespace memtrace::driver
