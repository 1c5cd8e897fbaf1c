// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// own_ledger.cpp: see own_ledger.h. The names are those that the runtime tries
// in turn.
#include "run/own_ledger.h"

#include "reader/header.h"

#include <algorithm>
#include <climits>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
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

std::string read_all(const std::string &path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string boot() {
  std::string line = read_all("/proc/sys/kernel/random/boot_id");
  return line.substr(0, line.find('\n'));
}

// In ticks since boot; 0: not known.
uint64_t start_of(pid_t pid) {
  std::string line = read_all("/proc/" + std::to_string(pid) + "/stat");
  // The second field is a name in parentheses that may hold anything; the
  // start is the 22nd.
  size_t name_end = line.rfind(')');
  if (name_end == std::string::npos)
    return 0;
  std::istringstream fields(line.substr(name_end + 1));
  std::string skipped;
  for (int field = 3; field < 22; ++field)
    fields >> skipped;
  uint64_t start = 0;
  fields >> start;
  return start;
}

std::string escaped_expression(const std::string &text) {
  std::string out;
  for (char c : text)
    out += std::strchr("\\^$.|?*+()[]{}", c) != nullptr ? std::string("\\") + c
                                                        : std::string(1, c);
  return out;
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

OwnLedger::OwnLedger(const std::string &pattern, pid_t pid, uint64_t since)
    : pid_(pid), since_(since), process_start_(start_of(pid)), boot_(boot()) {
  for (size_t i = 0; i < pattern.size(); ++i) {
    char next = i + 1 < pattern.size() ? pattern[i + 1] : '\0';
    size_t digits = pattern.find_first_not_of("0123456789", i + 1);
    bool stands = pattern[i] == '%';
    if (stands && next == 'p')
      parts_.push_back({Part::kPid, ""});
    else if (stands && next == 'e')
      parts_.push_back({Part::kProgram, ""});
    else if (stands && digits > i + 1 && digits != std::string::npos &&
             pattern[digits] == 'p') {
      parts_.push_back({Part::kPlace, ""});
      i = digits - 1;
    } else {
      stands = stands && next == '%';
      parts_.push_back({Part::kText, std::string(1, pattern[i])});
    }
    i += stands;
  }
  bool has_place =
      std::any_of(parts_.begin(), parts_.end(),
                  [](const auto &part) { return part.first == Part::kPlace; });
  if (!has_place)
    parts_.push_back({Part::kPlace, ""});
}

bool OwnLedger::has_pid() const {
  return std::any_of(parts_.begin(), parts_.end(),
                     [](const auto &part) { return part.first == Part::kPid; });
}

std::string OwnLedger::name_with(const std::string &beside) const {
  std::string name;
  for (const auto &[part, text] : parts_)
    name += part == Part::kPid       ? std::to_string(pid_)
            : part == Part::kProgram ? program_name(pid_)
            : part == Part::kPlace   ? beside
                                     : text;
  return name;
}

std::regex OwnLedger::names_of_others() const {
  std::string expression;
  for (const auto &[part, text] : parts_)
    expression += part == Part::kPid       ? "[0-9]+"
                  : part == Part::kProgram ? "[^/]+"
                  : part == Part::kPlace   ? "(\\.[0-9]+)*"
                                           : escaped_expression(text);
  return std::regex(expression);
}

bool OwnLedger::is_of_this_run(const memtrace_ledger_header &header) const {
  if (header.process_start == 0 || process_start_ == 0)
    return header.start_time >= since_;
  size_t size = strnlen(header.boot_id, sizeof header.boot_id);
  return header.process_start >= process_start_ &&
         std::string(header.boot_id, size) == boot_;
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
    if (header.pid != static_cast<uint32_t>(pid_) || !is_of_this_run(header))
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
  if (take(name_with("")))
    return true;
  std::string beside = has_pid() ? "" : "." + std::to_string(pid_);
  for (unsigned n = has_pid() ? 2 : 1; n < kMostNames; ++n)
    if (take(name_with(n == 1 ? beside : beside + "." + std::to_string(n))))
      return true;
  // Nobody has it any more under a name; what was read of it stays.
  return false;
}

std::vector<std::string> OwnLedger::of_others() const {
  namespace fs = std::filesystem;
  std::vector<std::string> found;
  std::regex names = names_of_others();
  std::error_code error;
  for (const fs::directory_entry &entry :
       fs::directory_iterator(fs::path(name_with("")).parent_path(), error)) {
    std::string there = entry.path();
    if (there == path_ || !std::regex_match(there, names) ||
        !entry.is_regular_file(error))
      continue;
    try {
      FileSource source(there);
      if (is_of_this_run(read_header(source)))
        found.push_back(there);
    } catch (const BadLedger &) {
      continue; // somebody else's
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

} // namespace memtrace::driver
