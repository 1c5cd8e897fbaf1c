// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// report_text.h: the text report of a ledger that a test has built.
#ifndef MEMTRACE_TEST_REPORT_TEXT_H
#define MEMTRACE_TEST_REPORT_TEXT_H

#include <string>

#include <gtest/gtest.h>

#include "report/report.h"
#include "report_ledger.h"

namespace memtrace::test {

inline std::string report(SyntheticLedger &ledger,
                          const rt::ReportOptions &options = {}) {
  HeapScratch memory;
  std::string text;
  EXPECT_TRUE(rt::write_report(ledger.view(), options, memory.scratch(),
                               append_to(text)));
  EXPECT_EQ(memory.taken(), 0u);
  return text;
}

} // namespace memtrace::test

#endif
