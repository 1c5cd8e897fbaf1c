// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// known_rows.h: compares rows and the chains beneath them with what they have
// to be.
#ifndef MEMTRACE_TEST_KNOWN_ROWS_H
#define MEMTRACE_TEST_KNOWN_ROWS_H

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "report/rows.h"
#include "report_ledger.h"

namespace memtrace::test {

// By the place of the row, then by the text of the chain behind its sizes.
using KnownRows = std::map<std::string, std::map<std::string, rt::Amount>>;

inline std::string sizes(const rt::Amount &amount) {
  std::string text;
  rt::Writer out(append_to(text));
  rt::put_sizes(out, amount);
  out.flush();
  return text;
}

// The report's lines, those of a chain as one piece.
inline std::vector<std::string> pieces_of(const std::string &text) {
  std::istringstream lines(text);
  std::vector<std::string> pieces;
  for (std::string line; std::getline(lines, line);) {
    if (line.compare(0, 4, "    ") != 0)
      pieces.emplace_back();
    pieces.back() += line + "\n";
  }
  return pieces;
}

// What is beneath a row; nothing, if that is one chain without callers and
// `names_line`: that the row itself names the line.
inline std::map<std::string, rt::Amount>
shown_chains(std::map<std::string, rt::Amount> chains, bool names_line) {
  bool has_callers = chains.begin()->first.find("\n ") != std::string::npos;
  if (names_line && chains.size() == 1 && !has_callers)
    chains.clear();
  return chains;
}

inline void check_rows(const std::string &text, const KnownRows &known,
                       bool names_line, unsigned seed) {
  size_t count = 0;
  std::map<std::string, rt::Amount> chains;
  rt::Amount last_row{INT64_MAX, INT64_MAX};
  rt::Amount last_chain;
  auto check_order = [&](rt::Amount &last, const rt::Amount &amount) {
    EXPECT_GE(rt::compare(last, amount, rt::SortKey::kPeak), 0) << seed;
    last = amount;
  };
  for (const std::string &piece : pieces_of(text)) {
    ++count;
    if (piece[0] != ' ') {
      std::string row = piece.substr(0, piece.find(": size="));
      ASSERT_EQ(known.count(row), 1u) << seed << piece;
      rt::Amount sum;
      for (const auto &chain : known.at(row))
        sum += chain.second;
      EXPECT_EQ(piece, row + ": " + sizes(sum) + "\n") << seed;
      check_order(last_row, sum);
      chains = shown_chains(known.at(row), names_line);
      last_chain = {INT64_MAX, INT64_MAX};
      continue;
    }
    size_t rest = std::min(piece.find(", in "), piece.find(", at "));
    ASSERT_NE(rest, std::string::npos) << seed << piece;
    ASSERT_EQ(chains.count(piece.substr(rest)), 1u) << seed << piece;
    const rt::Amount &amount = chains[piece.substr(rest)];
    EXPECT_EQ(piece.substr(0, rest), "  " + sizes(amount)) << seed;
    check_order(last_chain, amount);
  }
  size_t expected = known.size();
  for (const auto &row : known)
    expected += shown_chains(row.second, names_line).size();
  EXPECT_EQ(count, expected) << seed;
}

} // namespace memtrace::test

#endif
