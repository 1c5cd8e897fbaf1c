// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// markdown.h: names in Markdown, which stand there as code.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_MARKDOWN_H
#define MEMTRACE_DRIVER_CLI_FORMATS_MARKDOWN_H

#include <string>

namespace memtrace::driver {

// What would end the code is written otherwise. Of nothing it is nothing.
std::string markdown_code(const std::string &text);
// In a table, where a bar would end the cell.
std::string markdown_cell(const std::string &text);

} // namespace memtrace::driver

#endif
