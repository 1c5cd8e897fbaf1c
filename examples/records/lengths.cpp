// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// lengths.cpp: see lengths.h.
#include "lengths.h"

#include <iomanip>

void Lengths::add(const Record &record) {
  std::size_t limit = 1;
  while (limit <= record.words)
    limit *= 2;
  Class &found = classes_[limit];
  ++found.records;
  found.words += record.words;
  if (record.words > found.longest_words) {
    found.longest_words = record.words;
    found.longest.assign(record.text, 0, 40);
  }
}

void Lengths::print(std::ostream &out) const {
  out << "words less than  paragraphs   words  the longest\n";
  for (const auto &[limit, found] : classes_)
    out << std::setw(15) << limit << std::setw(12) << found.records
        << std::setw(8) << found.words << "  " << found.longest << '\n';
}
