// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// limits.h: what a ledger must not pass, and whether it does.
#ifndef MEMTRACE_DRIVER_CLI_CHECKS_LIMITS_H
#define MEMTRACE_DRIVER_CLI_CHECKS_LIMITS_H

#include "model/ledger.h"
#include "model/readable_names.h"
#include "views/moments.h"

#include <optional>
#include <string>
#include <vector>

namespace memtrace::driver {

// How much a line, or a file, may have.
struct Budget {
  std::string text;  // `FILE:LINE`, as it was given
  std::string file;  // a name, the tail of a path, or a glob
  uint32_t line = 0; // 0: all of the file
  int64_t bytes = 0;

  bool matches(const rt::Place &place) const;
};

// `FILE:LINE=SIZE` or `FILE=SIZE`; nothing if it isn't that.
std::optional<Budget> budget_from(const std::string &text);

// How much more than in a baseline there may be.
struct Growth {
  int64_t bytes = 0;
  std::optional<double> share; // of the baseline, instead
};
std::optional<Growth> growth_from(const std::string &text);

struct Limits {
  std::optional<int64_t> peak;
  std::optional<int64_t> current;
  std::optional<int64_t> total;
  std::optional<int64_t> current_blocks;
  std::optional<int64_t> total_blocks;
  std::vector<Budget> budgets;
  std::optional<Growth> growth;
  Moment at = Moment::kPeak; // of budgets and growth
  uint64_t top = 5;          // rows of what is exceeded at most
};

// A part of what was measured.
struct Part {
  std::string text; // `src/a.cpp:5`
  std::string file; // empty: not known
  uint32_t line;
  rt::Amount amount;
  rt::Amount change; // since the baseline, of a growth
};

struct Finding {
  std::string option; // that it comes from: `max-peak`
  std::string what;   // `peak`
  bool is_blocks = false;
  bool is_growth = false; // then `measured` and `limit` are changes
  int64_t measured = 0;
  int64_t upper_bound = 0; // what it may have been
  int64_t limit = 0;
  std::vector<Part> parts; // the largest, only where it is exceeded
  uint64_t others = 0;     // and how many more there are

  bool holds() const { return measured <= limit; }
};

struct Verdict {
  std::string ledger; // its name
  std::vector<Finding> findings;
  std::vector<std::string> warnings;

  size_t exceeded() const;
};

// `baseline` is null where there is none.
Verdict check(const std::string &name, const Ledger &ledger,
              const Limits &limits, const Ledger *baseline);

} // namespace memtrace::driver

#endif
