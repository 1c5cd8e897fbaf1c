// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// check.h: what `memtrace check` has found, for people, programs and CI.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_CHECK_H
#define MEMTRACE_DRIVER_CLI_FORMATS_CHECK_H

#include "checks/limits.h"
#include "report/writer.h"

#include <string>
#include <vector>

namespace memtrace::driver {

struct CheckResult {
  std::vector<Verdict> verdicts;
  bool is_strict = false; // then a warning is a failure

  size_t limits() const;
  size_t exceeded() const;
  size_t warnings() const;
  bool holds() const {
    return exceeded() == 0 && (!is_strict || warnings() == 0);
  }
};

// `peak: 14.3 MiB, which is 4.3 MiB over the limit of 10.0 MiB`
std::string sentence_of(const Finding &finding);
// `2 of 3 limits are exceeded`
std::string sentence_of(const CheckResult &result);
// `src/a.cpp:5: size=14.2 MiB, count=90000, average=166 B`
std::string row_text(const Part &part, bool is_growth);

void write_check_text(const CheckResult &result, rt::Sink sink);
void write_check_json(const CheckResult &result, rt::Sink sink);
void write_check_markdown(const CheckResult &result, rt::Sink sink);
// What GitHub Actions shows beside the lines of a change.
void write_check_github(const CheckResult &result, rt::Sink sink);

} // namespace memtrace::driver

#endif
