// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// source_text.cpp: see source_text.h. A ledger may name anything, a device or
// a pipe among them.
#include "reader/source_text.h"

#include "complaint.h"
#include "text.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sys/stat.h>

namespace memtrace::driver {
namespace {

constexpr off_t kLongest = 64 << 20;

} // namespace

void PathMap::add(const std::string &text) {
  size_t equals = text.find('=');
  if (equals == 0 || equals == std::string::npos)
    throw Complaint(kBadInput, "--path-map: '" + printable(text) +
                                   "' is not OLD=NEW, where a path was and "
                                   "where it is now");
  std::string old_path = text.substr(0, equals);
  while (old_path.size() > 1 && old_path.back() == '/')
    old_path.pop_back();
  pairs_.emplace_back(old_path, text.substr(equals + 1));
}

std::string PathMap::mapped(const std::string &path) const {
  for (const auto &[old_path, new_path] : pairs_) {
    if (old_path == "." && path[0] != '/')
      return new_path + "/" + path;
    if (path.compare(0, old_path.size(), old_path) != 0)
      continue;
    std::string rest = path.substr(old_path.size());
    if (rest.empty() || rest[0] == '/' || old_path == "/")
      return new_path + (old_path == "/" ? "/" : "") + rest;
  }
  return path;
}

bool is_source(const std::string &path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

SourceText read_source(const std::string &path) {
  struct stat status = {};
  std::ifstream in;
  if (is_source(path))
    in.open(path);
  if (!in.is_open() || stat(path.c_str(), &status) != 0)
    throw Complaint(kBadInput,
                    "the source " + printable(path) +
                        " can't be read here; if it was built elsewhere, say "
                        "where its folder is now: --path-map OLD=NEW");
  if (status.st_size > kLongest)
    throw Complaint(kBadInput,
                    "the source " + printable(path) + " is longer than 64 MiB");
  SourceText text;
  text.path = path;
  text.changed = static_cast<uint64_t>(status.st_mtim.tv_sec) * 1000000000 +
                 static_cast<uint64_t>(status.st_mtim.tv_nsec);
  size_t bytes = 0;
  for (std::string line; std::getline(in, line);) {
    bytes += line.size() + 1;
    if (bytes > static_cast<size_t>(kLongest))
      break; // it grows
    if (!line.empty() && line.back() == '\r')
      line.pop_back();
    text.lines.push_back(line);
  }
  return text;
}

} // namespace memtrace::driver
