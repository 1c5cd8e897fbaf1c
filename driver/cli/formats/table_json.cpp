// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// table_json.cpp: a table as one object, a row on each line of its list.
#include "formats/json_values.h"
#include "formats/table.h"
#include "views/words.h"

namespace memtrace::driver {
namespace {

Json json_of(const Field &field) {
  return std::visit(
      [](const auto &value) -> Json {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>,
                                     const char *>)
          return std::string_view(value) == "<unknown>" ? Json()
                                                        : unless_empty(value);
        else
          return value;
      },
      field.value);
}

Json total_of(const Table &table) {
  Json object = json_amount(table.total);
  if (table.is_comparison)
    put_change(object, table.total_change);
  return object;
}

Json others_of(const Table &table) {
  Json object = {{"rows", table.others}};
  if (!table.other_amount)
    return object;
  object.update(json_amount(*table.other_amount));
  if (table.is_comparison)
    put_change(object, table.other_change);
  return object;
}

} // namespace

Json json_of_row(const Table &table, const TableRow &row) {
  Json object = Json::object();
  for (const Field &field : fields_of(table.keys, row.key))
    object[field.name] = json_of(field);
  object.update(json_amount(row.amount));
  if (table.is_comparison)
    put_change(object, row.change);
  return object;
}

bool write_table_json(const Table &table, const Json &about, rt::Sink sink) {
  const ViewOptions &options = table.options;
  JsonOut out(sink);
  out << "{\n";
  out.put_lines(about);
  out.put_lines({{"view",
                  {{"at", word_of(moment_of(options.sort))},
                   {"by", word_of(options.by)},
                   {"sort", rt::is_by_blocks(options.sort) ? "count" : "size"},
                   {"inclusive", options.inclusive}}},
                 {"total", total_of(table)},
                 {"others", others_of(table)}});
  out.put_list("rows", table.rows,
               [&](const TableRow &row) { return json_of_row(table, row); });
  out << "\n}\n";
  return out.ok();
}

} // namespace memtrace::driver
