// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// binary_text.cpp: a few lines on each file, and a table.
#include "formats/binary.h"
#include "text.h"

#include <algorithm>
#include <set>

namespace memtrace::driver {
namespace {

struct Sums {
  uint64_t units = 0;
  uint64_t others = 0;
  uint64_t sites = 0;
  uint64_t missing = 0;
  bool all_known = true; // of the others
  bool is_unreadable = false;
  bool has_sections = true;
};

Sums sums_of(const BinaryFile &file) {
  Sums sums;
  for (const Binary &part : file.parts) {
    sums.units += part.units.size();
    sums.others += part.others.sources.size();
    sums.sites += part.sites.size();
    sums.missing += part.others.missing;
    sums.has_sections &= part.has_sections;
    // An object is of one unit, as long as nobody merges some.
    bool is_one = part.kind == "object file" && part.units.size() == 1;
    sums.all_known &= is_one || part.others.state == CompileUnits::State::kRead;
    sums.is_unreadable |= part.others.state == CompileUnits::State::kUnreadable;
  }
  return sums;
}

void put_list(rt::Writer &out, const char *title,
              const std::vector<std::string> &names) {
  if (names.empty())
    return;
  out << title;
  for (size_t i = 0; i < names.size(); ++i)
    (out << (i == 0 ? "" : ", ")).foreign(names[i].c_str(), SIZE_MAX);
  out << '\n';
}

void put_linkage(rt::Writer &out, const BinaryFile &file) {
  if (file.is_archive) {
    out << "archive of "
        << counted(file.parts.size(), "object", "objects").c_str() << '\n';
    return put_list(out, "  members that are no ELF files: ", file.passed_over);
  }
  for (const Binary &part : file.parts) {
    out << part.kind.c_str() << ", " << part.machine.c_str();
    if (part.kind != "object file") {
      out << ", runtime: ";
      out.foreign(part.runtime.empty() ? "none" : part.runtime.c_str(),
                  SIZE_MAX);
    }
    out << '\n';
    put_list(out, "  needs: ", part.needed);
  }
}

void put_versions(rt::Writer &out, const BinaryFile &file) {
  std::set<uint32_t> versions;
  for (const Binary &part : file.parts)
    for (const Unit &unit : part.units)
      versions.insert(unit.abi);
  if (versions.empty())
    return;
  out << ", of ABI ";
  const char *separator = "";
  for (uint32_t version : versions) {
    out << separator << uint64_t(version);
    separator = " and ";
  }
}

void put_sums(rt::Writer &out, const BinaryFile &file) {
  Sums sums = sums_of(file);
  out << "  " << counted(sums.units, "object", "objects").c_str()
      << " instrumented";
  put_versions(out, file);
  out << ", with " << counted(sums.sites, "site", "sites").c_str() << "; ";
  if (sums.is_unreadable)
    out << "not known of others: debug information can't be read\n";
  else if (!sums.all_known)
    out << (sums.others == 0 ? "not known of others"
                             : "not known of all others")
        << ": there is no debug information\n";
  else
    out << sums.others << " not\n";
  if (!sums.has_sections)
    out << "  its sites are not known: it has no section headers\n";
  if (sums.missing != 0)
    out << "  not known of " << sums.missing << " more: their split debug "
        << "information isn't there\n";
}

void put_row(rt::Writer &out, const BinaryRows &rows,
             const std::vector<std::string> &cells,
             const std::vector<size_t> &widths) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    std::string space(widths[i] - std::min(widths[i], count_letters(cells[i])),
                      ' ');
    line += i == 0 ? "" : "  ";
    line += rows.columns[i].is_number ? space + cells[i] : cells[i] + space;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out << line.c_str() << '\n';
}

void put_table(rt::Writer &out, BinaryRows rows) {
  constexpr size_t kWidest = 60; // a longer one pushes its row to the right
  std::vector<size_t> widths;
  std::vector<std::string> titles;
  for (const BinaryRows::Column &column : rows.columns) {
    titles.emplace_back(column.name);
    widths.push_back(count_letters(column.name));
  }
  for (auto &cells : rows.rows)
    for (size_t i = 0; i < cells.size(); ++i) {
      cells[i] = printable(cells[i]);
      widths[i] =
          std::max(widths[i], std::min(kWidest, count_letters(cells[i])));
    }
  out << '\n';
  put_row(out, rows, titles, widths);
  for (const auto &cells : rows.rows)
    put_row(out, rows, cells, widths);
}

// One a line, as compilers write places.
void put_sites(rt::Writer &out, const BinaryRows &rows) {
  out << '\n';
  for (const auto &cells : rows.rows) {
    std::string line = cells[0];
    if (cells[1] != "0")
      line += ":" + cells[1];
    if (cells[2] != "0")
      line += ":" + cells[2];
    line += ": " + cells[3];
    line += cells[4].empty() ? "" : ", type " + cells[4];
    line += cells[5].empty() ? "" : ", calls " + cells[5];
    out.foreign((line + ", in " + cells[6]).c_str(), SIZE_MAX);
    out << '\n';
  }
}

} // namespace

void write_binaries_text(const BinaryFiles &files, BinaryBy by, rt::Sink sink) {
  rt::Writer out(sink);
  for (const BinaryFile &file : files) {
    if (&file != &files.front())
      out << '\n';
    out.foreign(file.path.c_str(), SIZE_MAX) << ": ";
    put_linkage(out, file);
    put_sums(out, file);
    BinaryRows rows = rows_of(file, by);
    if (rows.rows.empty())
      continue;
    by == BinaryBy::kSite ? put_sites(out, rows)
                          : put_table(out, std::move(rows));
  }
  out.flush();
}

} // namespace memtrace::driver
