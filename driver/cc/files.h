// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// files.h: the few questions that the wrapper asks the file system.
#ifndef MEMTRACE_DRIVER_CC_FILES_H
#define MEMTRACE_DRIVER_CC_FILES_H

#include <optional>
#include <string>

namespace memtrace::driver {

std::optional<std::string> read_file(const std::string &path);
bool is_readable(const std::string &path);
bool is_program(const std::string &path);

// `name` itself when it has a slash, else the first program of that name in
// PATH; nothing when there is none.
std::optional<std::string> find_program(const std::string &name);

// The last part of a path, and all before it ("." when there is none).
std::string base_name(const std::string &path);
std::string directory_of(const std::string &path);

} // namespace memtrace::driver

#endif
