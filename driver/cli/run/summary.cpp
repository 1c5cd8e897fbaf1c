// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// summary.cpp: see summary.h.
#include "run/summary.h"

#include "reader/header.h"
#include "text.h"

#include <algorithm>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <glob.h>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace memtrace::driver {

void say(const std::string &line) {
  std::fprintf(stderr, "memtrace: %s\n", line.c_str());
}

std::string working_directory() {
  char path[PATH_MAX];
  return getcwd(path, sizeof path) != nullptr ? path : "";
}

// A name as short as it can be, for a line and for a command.
std::string shown(const std::string &path) {
  std::string directory = working_directory() + "/";
  bool inside = path.compare(0, directory.size(), directory) == 0;
  return printable(inside ? path.substr(directory.size()) : path);
}

namespace {

constexpr const char *kSuffix = ".memtrace";

std::string and_others(size_t count) {
  return count == 0   ? ""
         : count == 1 ? ", and that of another process is beside it"
                      : ", and those of " + std::to_string(count) +
                            " other processes are beside it";
}

bool stands_for_as_many(const std::string &pattern, size_t count) {
  glob_t found = {};
  bool as_many =
      glob(pattern.c_str(), 0, nullptr, &found) == 0 && found.gl_pathc == count;
  globfree(&found);
  return as_many;
}

// Names of ledgers as a shell takes them: a pattern, if they are many and no
// others fit it.
std::string all_of(const std::vector<std::string> &ledgers) {
  constexpr size_t kMostNamed = 4;
  std::string common = ledgers.empty() ? "" : ledgers[0];
  std::string line;
  for (const std::string &path : ledgers) {
    line += " " + shown(path);
    auto end =
        std::mismatch(common.begin(), common.end(), path.begin(), path.end());
    common.erase(end.first, common.end());
  }
  size_t name = common.rfind('/') + 1, dot = common.rfind('.');
  if (dot != std::string::npos && dot >= name)
    common.resize(dot + 1); // not within a number
  bool are_many = ledgers.size() > kMostNamed;
  std::string pattern = common + "*" + kSuffix;
  return are_many && stands_for_as_many(pattern, ledgers.size())
             ? " " + shown(pattern)
             : line;
}

// What to do with them.
void say_next(const std::string &own, const std::vector<std::string> &others) {
  say("next: memtrace report" + (own.empty() ? "" : " " + shown(own)) +
      all_of(others));
}

// As execvp() finds it; empty: it is gone by now.
std::string executable(const std::string &program) {
  if (program.find('/') != std::string::npos)
    return program;
  const char *path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "/bin:/usr/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    std::string name = (folder.empty() ? "." : folder) + "/" + program;
    if (access(name.c_str(), X_OK) == 0)
      return name;
  }
  return "";
}

// Why there is none, as far as it is known.
std::string reason(const std::string &program) {
  const char *start = std::getenv("MEMTRACE_START");
  if (start != nullptr && std::strcmp(start, "0") == 0)
    return ": with MEMTRACE_START=0 a program has to call memtrace_start()";
  std::string file = executable(program);
  struct stat status = {};
  bool found = stat(file.c_str(), &status) == 0;
  if (found &&
      (((status.st_mode & S_ISUID) != 0 && status.st_uid != getuid()) ||
       ((status.st_mode & S_ISGID) != 0 && status.st_gid != getgid())))
    return ": " + printable(file) +
           " runs with the rights of another user or group, and ignores "
           "MEMTRACE_OUT";
  return "; memtrace inspect " + printable(file.empty() ? program : file) +
         " says whether it is built with memtrace-cc --profile-memory";
}

} // namespace

void say_absence(const Watch &watch, const std::string &program) {
  std::vector<std::string> others = watch.ledger().of_others();
  if (others.empty())
    return say("no ledger was written" + reason(program));
  say(printable(program) + " itself wrote no ledger, but " +
      (others.size() == 1 ? "a process"
                          : std::to_string(others.size()) + " processes") +
      " that it started did");
  say_next("", others);
}

void say_summary(const Watch &watch) {
  const std::string &path = watch.ledger().path();
  try {
    FileSource source(path);
    memtrace_ledger_header header = read_header(source);
    std::vector<std::string> others = watch.ledger().of_others();
    std::string line = "peak " + size_text(header.peak_bytes);
    uint64_t rss = header.peak_rss;
    for (const Observation &observation : watch.observations())
      rss = std::max(rss, observation.sample.rss);
    if (rss != 0)
      line += ", of " + size_text(rss) + " of RSS";
    say(line + "; the ledger is " + shown(path) + and_others(others.size()));
    say_next(path, others);
  } catch (const BadLedger &error) {
    say(shown(path) + " " + error.what());
  }
}

} // namespace memtrace::driver
