// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// own_ledger.cpp: see own_ledger.h. The names are those that the runtime tries
// in turn.
#include "run/own_ledger.h"

#include "reader/header.h"

#include <algorithm>
#include <climits>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace memtrace::driver {
namespace {

constexpr unsigned kMostNames = 20;

std::string program_name(pid_t pid) {
  char path[PATH_MAX];
  std::string link = "/proc/" + std::to_string(pid) + "/exe";
  ssize_t size = readlink(link.c_str(), path, sizeof path);
  std::string name(path, size > 0 ? static_cast<size_t>(size) : 0);
  return name.substr(name.rfind('/') + 1);
}

bool has_pid(const std::string &pattern) {
  for (size_t i = 0; i + 1 < pattern.size(); ++i)
    if (pattern[i] == '%' && pattern[++i] == 'p')
      return true;
  return false;
}

struct stat status_of(const std::string &path, bool &found) {
  struct stat status = {};
  found = lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
  return status;
}

} // namespace

std::string escaped_pattern(const std::string &name) {
  std::string pattern;
  for (char c : name)
    pattern += c == '%' ? "%%" : std::string(1, c);
  return pattern;
}

std::string OwnLedger::wanted() const {
  std::string name;
  for (size_t i = 0; i < pattern_.size(); ++i) {
    char next = i + 1 < pattern_.size() ? pattern_[i + 1] : '\0';
    bool stands =
        pattern_[i] == '%' && (next == 'p' || next == 'e' || next == '%');
    name += !stands       ? std::string(1, pattern_[i])
            : next == 'p' ? std::to_string(pid_)
            : next == 'e' ? program_name(pid_)
                          : "%";
    i += stands;
  }
  return name;
}

bool OwnLedger::is_still_there() const {
  bool found = false;
  struct stat status = status_of(path_, found);
  return found && status.st_dev == device_ && status.st_ino == inode_;
}

bool OwnLedger::take(const std::string &path) {
  bool found = false;
  struct stat status = status_of(path, found);
  if (!found)
    return false;
  try {
    auto source = std::make_unique<FileSource>(path);
    memtrace_ledger_header header = read_header(*source);
    if (header.pid != static_cast<uint32_t>(pid_) || header.start_time < since_)
      return false;
    path_ = path;
    source_ = std::move(source);
    device_ = status.st_dev;
    inode_ = status.st_ino;
    start_time_ = header.start_time;
    return true;
  } catch (const BadLedger &) {
    return false;
  }
}

bool OwnLedger::find() {
  if (source_ && is_still_there())
    return true;
  std::string name = wanted();
  if (take(name))
    return true;
  if (!has_pid(pattern_))
    name += "." + std::to_string(pid_);
  unsigned first = has_pid(pattern_) ? 2 : 1;
  for (unsigned n = first; n < kMostNames; ++n)
    if (take(n == 1 ? name : name + "." + std::to_string(n)))
      return true;
  // Nobody has it any more under a name; what was read of it stays.
  return false;
}

std::vector<std::string> OwnLedger::of_others() const {
  namespace fs = std::filesystem;
  std::vector<std::string> found;
  fs::path name = wanted();
  std::error_code error;
  for (const fs::directory_entry &entry :
       fs::directory_iterator(name.parent_path(), error)) {
    std::string there = entry.path();
    bool is_one = there.compare(0, name.native().size(), name.native()) == 0 &&
                  there != path_ && entry.is_regular_file(error);
    if (!is_one)
      continue;
    try {
      FileSource source(there);
      if (read_header(source).start_time >= since_)
        found.push_back(there);
    } catch (const BadLedger &) {
      continue; // somebody else's
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

} // namespace memtrace::driver
