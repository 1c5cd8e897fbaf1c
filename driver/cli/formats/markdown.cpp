// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// markdown.cpp: see markdown.h.
#include "formats/markdown.h"

#include "text.h"

#include <algorithm>

namespace memtrace::driver {

std::string markdown_code(const std::string &text) {
  std::string safe = printable(text);
  std::replace(safe.begin(), safe.end(), '`', '\'');
  return safe.empty() ? "" : "`" + safe + "`";
}

std::string markdown_cell(const std::string &text) {
  std::string cell;
  for (char c : markdown_code(text))
    cell += c == '|' ? "\\|" : std::string(1, c);
  return cell;
}

} // namespace memtrace::driver
