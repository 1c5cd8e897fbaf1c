// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// files.cpp: see files.h.
#include "files.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace memtrace::driver {
namespace {

bool is_regular(const std::string &path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

} // namespace

std::optional<std::string> read_file(const std::string &path) {
  // A pipe (process substitution) can be read once only, and that once is
  // clang's.
  if (!is_regular(path))
    return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return std::nullopt;
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

bool is_readable(const std::string &path) {
  return is_regular(path) && access(path.c_str(), R_OK) == 0;
}

bool is_program(const std::string &path) {
  return is_regular(path) && access(path.c_str(), X_OK) == 0;
}

std::optional<std::string> find_program(const std::string &name) {
  if (name.find('/') != std::string::npos) {
    if (is_program(name))
      return name;
    return std::nullopt;
  }
  const char *path = std::getenv("PATH");
  std::istringstream directories(path ? path : "");
  for (std::string directory; std::getline(directories, directory, ':');) {
    std::string candidate = (directory.empty() ? "." : directory) + "/" + name;
    if (is_program(candidate))
      return candidate;
  }
  return std::nullopt;
}

std::string base_name(const std::string &path) {
  return path.substr(path.rfind('/') + 1);
}

std::string directory_of(const std::string &path) {
  std::size_t slash = path.rfind('/');
  if (slash == std::string::npos)
    return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

} // namespace memtrace::driver
