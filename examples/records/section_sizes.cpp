// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// section_sizes.cpp: see section_sizes.h.
#include "section_sizes.h"

#include <algorithm>
#include <iomanip>
#include <vector>

void SectionSizes::add(const Record &record) {
  Section &section = sections_[record.section];
  ++section.packages;
  section.installed_kib += record.installed_kib;
  if (section.largest.empty() || record.installed_kib > section.largest_kib) {
    section.largest = record.package;
    section.largest_kib = record.installed_kib;
  }
}

void SectionSizes::print(std::ostream &out) const {
  using Entry = const std::pair<const std::string, Section> *;
  std::vector<Entry> order;
  for (const auto &entry : sections_)
    order.push_back(&entry);
  std::sort(order.begin(), order.end(), [](Entry a, Entry b) {
    if (a->second.installed_kib != b->second.installed_kib)
      return a->second.installed_kib > b->second.installed_kib;
    return a->first < b->first;
  });

  out << std::left << std::setw(24) << "section" << std::right << std::setw(9)
      << "packages" << std::setw(12) << "KiB" << "  largest\n";
  for (Entry entry : order) {
    const Section &section = entry->second;
    const std::string &name = entry->first;
    out << std::left << std::setw(24) << (name.empty() ? "(none)" : name)
        << std::right << std::setw(9) << section.packages << std::setw(12)
        << section.installed_kib << "  " << section.largest << '\n';
  }
}
