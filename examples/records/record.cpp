// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// record.cpp: see record.h.
#include "record.h"

#include <charconv>
#include <string_view>

namespace {

void clear(Record &record) {
  record.package.clear();
  record.section.clear();
  record.version.clear();
  record.depends.clear();
  record.description.clear();
  record.installed_kib = 0;
}

// The member that a field's text goes to; null for fields not kept.
std::string *member(Record &record, std::string_view field) {
  if (field == "Package")
    return &record.package;
  if (field == "Section")
    return &record.section;
  if (field == "Version")
    return &record.version;
  if (field == "Depends")
    return &record.depends;
  if (field == "Description")
    return &record.description;
  return nullptr;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ')
    text.remove_prefix(1);
  return text;
}

} // namespace

bool read_record(std::istream &in, Record &record) {
  clear(record);
  std::string line;
  std::string *current = nullptr;
  while (std::getline(in, line)) {
    if (line.empty()) {
      if (record.package.empty())
        continue; // blank lines before a record
      return true;
    }
    if (line.front() == ' ') { // the field goes on
      if (current != nullptr)
        current->append("\n").append(trim(line));
      continue;
    }
    std::string_view text = line;
    std::string_view field = text.substr(0, text.find(':'));
    std::string_view value = trim(text.substr(
        field.size() == text.size() ? field.size() : field.size() + 1));
    current = member(record, field);
    if (current != nullptr)
      current->assign(value);
    else if (field == "Installed-Size")
      std::from_chars(value.data(), value.data() + value.size(),
                      record.installed_kib);
  }
  return !record.package.empty();
}
