// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// evidence.h: what is known of each line, as far as hints need it: its amounts,
// what the names beneath it say, and who called it.
#ifndef MEMTRACE_DRIVER_CLI_HINTS_EVIDENCE_H
#define MEMTRACE_DRIVER_CLI_HINTS_EVIDENCE_H

#include "hints/amounts.h"
#include "hints/traits.h"
#include "report/places.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace memtrace::driver::hints {

// What one site allocates for a line.
struct Part {
  uint32_t site;
  Traits traits;
  Amounts amounts;
};

struct Line {
  rt::Place place;
  uint32_t function = 0;      // an id: that which the line is in
  std::set<uint32_t> near;    // ids: this function, and who called it
  std::set<uint32_t> callers; // and who called those
  std::vector<Part> parts;
  Amounts amounts;
  // Of those the part that came by a function that is called a parser.
  std::map<uint32_t, Amounts> parsed;

  // The largest part at the peak of which it is so; null: none.
  template <typename Is> const Part *find(Is is) const {
    const Part *largest = nullptr;
    for (const Part &part : parts)
      if (is(part) &&
          (!largest || part.amounts.bytes() > largest->amounts.bytes()))
        largest = &part;
    return largest;
  }
  // What the parts come to of which it is so.
  template <typename Is> Amounts sum(Is is) const {
    Amounts sum;
    for (const Part &part : parts)
      if (is(part))
        sum += part.amounts;
    return sum;
  }
};

struct Evidence {
  double peak_bytes = 0;
  bool has_ended = false; // else what is not freed may still be
  bool has_callers = false;
  // Of some places only the line is known, not what is called there.
  bool has_bare_lines = false;
  std::vector<Line> lines;            // the most at the peak first
  std::vector<std::string> functions; // names by id, without arguments
  std::set<uint32_t> opens_files;     // functions
  std::set<uint32_t> reads_lines;
  std::set<uint32_t> reads_streams; // to their ends

  const std::string &function(const Line &line) const {
    return functions[line.function];
  }
  // Whether nothing was left at the end, as far as that is known.
  bool is_freed(const Line &line) const;
  // Whether it, or who called it, is one of these.
  static bool is_in(const Line &line, const std::set<uint32_t> &functions);
};

Evidence evidence_of(const Ledger &ledger, const ReadableNames &names);

} // namespace memtrace::driver::hints

#endif
