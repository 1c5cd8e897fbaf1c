// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// table.cpp: see table.h.
#include "views/table.h"

#include <string_view>

namespace memtrace::driver {

std::vector<const char *> field_names(By by) {
  switch (by) {
  case By::kLine:
  case By::kFrame:
    return {"file", "line", "function"};
  case By::kFunction:
    return {"function", "file"};
  case By::kFile:
    return {"file"};
  case By::kType:
    return {"type"};
  case By::kModule:
    return {"module"};
  case By::kSite:
    return {"file", "line", "column", "function", "type", "module"};
  case By::kStack:
    return {"stack"};
  }
  return {};
}

namespace {

using Value = decltype(Field::value);

Value value_of(const Keys &keys, uint32_t index, std::string_view name) {
  const Key &key = keys[index];
  if (name == "file")
    return key.file;
  if (name == "function")
    return key.function;
  if (name == "type")
    return key.type;
  if (name == "module")
    return key.module;
  if (name == "line")
    return uint64_t{key.line};
  if (name == "column")
    return uint64_t{key.column};
  return keys.entries(index);
}

} // namespace

std::vector<Field> fields_of(const Keys &keys, uint32_t key) {
  std::vector<Field> fields;
  for (const char *name : field_names(keys.by()))
    fields.push_back({name, value_of(keys, key, name)});
  return fields;
}

Table table_of(const KeyRows &rows, const Keys &keys,
               const ViewOptions &options) {
  Table table{keys, options};
  for (const Counted &counted : rows.counted())
    table.total += counted.amount;
  rt::Amount others;
  for (const KeyRow &row : rows.rows()) {
    if (table.rows.size() < options.top) {
      table.rows.push_back({row.key, row.amount, {}});
      continue;
    }
    others += row.amount;
    ++table.others;
  }
  if (!options.inclusive)
    table.other_amount = others;
  return table;
}

} // namespace memtrace::driver
