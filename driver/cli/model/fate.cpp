// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// fate.cpp: see fate.h. Process ids come again after a while, after a restart
// and in other containers, so an id alone says nothing.
#include "model/fate.h"

#include "report/rows.h"

#include <climits>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace memtrace::driver {
namespace {

std::string read_line(const std::string &path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

std::string boot_of(const memtrace_ledger_header &header) {
  return {header.boot_id, strnlen(header.boot_id, sizeof header.boot_id)};
}

// Whether the ids in the header mean the same to us as to who wrote them.
bool is_from_here(const memtrace_ledger_header &header) {
  struct stat space;
  if (header.pid_namespace != 0 && (stat("/proc/self/ns/pid", &space) != 0 ||
                                    space.st_ino != header.pid_namespace))
    return false;
  return boot_of(header) == read_line("/proc/sys/kernel/random/boot_id");
}

struct Status {
  char state = 0; // 0: there is no such process
  uint64_t start = 0;
};

Status status_of(uint32_t pid) {
  std::string line = read_line("/proc/" + std::to_string(pid) + "/stat");
  // The second field is a name in parentheses that may hold anything; the
  // start is the 22nd.
  size_t name_end = line.rfind(')');
  if (name_end == std::string::npos)
    return {};
  std::istringstream fields(line.substr(name_end + 1));
  Status status;
  fields >> status.state;
  std::string skipped;
  for (int field = 4; field < 22; ++field)
    fields >> skipped;
  fields >> status.start;
  return status;
}

// Whether the process has become another program: the id stays then.
bool was_replaced(uint32_t pid, const std::string &program) {
  char exe[PATH_MAX];
  std::string link = "/proc/" + std::to_string(pid) + "/exe";
  ssize_t size = readlink(link.c_str(), exe, sizeof exe);
  if (size <= 0 || program.empty() || program[0] != '/')
    return false; // can't be told
  std::string now(exe, static_cast<size_t>(size));
  // Removed since, or in a root of its own.
  constexpr const char *kDeleted = " (deleted)";
  if (now.size() > std::strlen(kDeleted) &&
      now.compare(now.size() - std::strlen(kDeleted), std::string::npos,
                  kDeleted) == 0)
    now.resize(now.size() - std::strlen(kDeleted));
  return now.size() < program.size() ||
         now.compare(now.size() - program.size(), std::string::npos, program) !=
             0;
}

} // namespace

rt::Fate fate_of(const rt::LedgerView &view) {
  const memtrace_ledger_header &header = *view.header;
  if (header.snapshot_time != 0)
    return rt::Fate::kSnapshot;
  if (header.merged_count != 0 || !is_from_here(header))
    return rt::Fate::kUnclear;
  Status status = status_of(header.pid);
  bool ended = status.state == 0 || status.state == 'Z' ||
               status.state == 'X' || status.start != header.process_start ||
               was_replaced(header.pid, rt::string_at(view, header.program));
  return ended ? rt::Fate::kEnded : rt::Fate::kRunning;
}

} // namespace memtrace::driver
