// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// report_probe: prints what report/ makes of the values on its standard input,
// for report_matches_cpython.py. One request a line:
//   size BYTES | diff BYTES | average BYTES COUNT   -> one line
//   site FILE LINE      (ids from 2; FILE may hold spaces, not tabs)
//   alloc ID BYTES      one block
//   rows                -> all rows, then an empty line; forgets the sites
// Fields are separated by tabs.
#include <cstdio>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>

#include "report_ledger.h"

using namespace memtrace::rt;
using namespace memtrace::test;

namespace {

void print(Size size, Sign sign) {
  char text[kSizeText];
  format_size(text, size, sign);
  std::cout << text << '\n';
}

void print_rows(SyntheticLedger &ledger) {
  HeapScratch memory;
  Rows rows(ledger.view(), SortKey::kCurrent, memory.scratch());
  std::string text;
  Writer out(append_to(text));
  for (size_t i = 0; i < rows.size(); ++i) {
    put_row(out, rows[i]);
    out << '\n';
  }
  out.flush();
  std::cout << text << '\n';
}

} // namespace

int main() {
  auto ledger = std::make_unique<SyntheticLedger>(3);
  size_t turn = 0;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream fields(line);
    std::string request, first, second;
    std::getline(fields, request, '\t');
    std::getline(fields, first, '\t');
    std::getline(fields, second, '\t');
    if (request == "size") {
      print(size_of(std::stoull(first)), Sign::kOnlyMinus);
    } else if (request == "diff") {
      print(size_of_signed(std::stoll(first)), Sign::kAlways);
    } else if (request == "average") {
      print(average_size(std::stoll(first), std::stoll(second)),
            Sign::kOnlyMinus);
    } else if (request == "site") {
      ledger->add_site(first, static_cast<uint32_t>(std::stoul(second)));
    } else if (request == "alloc") {
      ledger->allocate(static_cast<uint32_t>(std::stoul(first)),
                       std::stoull(second), 1, turn++ % 3);
    } else if (request == "rows") {
      print_rows(*ledger);
      ledger = std::make_unique<SyntheticLedger>(3);
    } else {
      std::cerr << "report_probe: unknown request: " << line << '\n';
      return 2;
    }
  }
  return 0;
}
