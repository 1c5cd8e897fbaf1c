// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ledger_path.cpp: see ledger_path.h. A process shows what it maps in
// /proc/PID/maps. The name there is the one from when the file was made; a
// ledger had none then, so it says the folder and the number of the file.
#include "reader/ledger_path.h"

#include "complaint.h"
#include "memtrace/ledger.h"
#include "text.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <fstream>
#include <set>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace memtrace::driver {
namespace {

constexpr const char *kDeleted = " (deleted)";

// The start of a file that a process shares with the disk.
struct Mapping {
  std::string range; // as in /proc/PID/map_files
  std::string path;  // from the root of the process; may be out of date
  ino_t inode = 0;
  bool deleted = false;
};

std::string proc(const std::string &pid, const std::string &what) {
  return "/proc/" + pid + "/" + what;
}

// The kernel writes a line break in a name as \012.
std::string unescaped(const std::string &path) {
  std::string result;
  for (size_t i = 0; i < path.size(); ++i)
    if (path.compare(i, 4, "\\012") == 0) {
      result += '\n';
      i += 3;
    } else {
      result += path[i];
    }
  return result;
}

// `7f3a00600000-7f3a00604000 rw-s 00000000 fe:00 1114  /tmp/#1114 (deleted)`
bool parse(const std::string &line, Mapping &mapping) {
  std::istringstream in(line);
  std::string rights, offset, device;
  if (!(in >> mapping.range >> rights >> offset >> device >> mapping.inode))
    return false;
  if (rights.size() != 4 || rights[3] != 's' ||
      offset.find_first_not_of('0') != std::string::npos)
    return false;
  std::getline(in >> std::ws, mapping.path);
  mapping.path = unescaped(mapping.path);
  size_t length = std::strlen(kDeleted);
  mapping.deleted =
      mapping.path.size() > length &&
      mapping.path.compare(mapping.path.size() - length, length, kDeleted) == 0;
  if (mapping.deleted)
    mapping.path.resize(mapping.path.size() - length);
  return mapping.path[0] == '/';
}

bool begins_as_ledger(const std::string &path) {
  std::ifstream in(path, std::ios::binary);
  memtrace_ledger_header header;
  return in.read(header.magic, sizeof header.magic) &&
         std::memcmp(header.magic, MEMTRACE_LEDGER_MAGIC,
                     sizeof header.magic) == 0;
}

bool is_that(const std::string &path, const Mapping &mapping) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         status.st_ino == mapping.inode;
}

// A file of that number in the folder; empty: none.
std::string find_in(const std::string &folder, const Mapping &mapping) {
  DIR *entries = opendir(folder.c_str());
  std::string found;
  while (const dirent *entry =
             entries != nullptr && found.empty() ? readdir(entries) : nullptr) {
    std::string path = folder + "/" + entry->d_name;
    if (entry->d_ino == mapping.inode && is_that(path, mapping))
      found = path;
  }
  if (entries != nullptr)
    closedir(entries);
  return found;
}

// Where the mapped file can be opened, best the name that it has for us; empty:
// nowhere.
std::string path_of(const std::string &pid, const Mapping &mapping) {
  for (const std::string &root : {std::string(), proc(pid, "root")}) {
    std::string path = root + mapping.path;
    if (!mapping.deleted && is_that(path, mapping))
      return path;
    std::string found = find_in(path.substr(0, path.rfind('/')), mapping);
    if (!found.empty())
      return found;
  }
  std::string link = proc(pid, "map_files/" + mapping.range);
  return is_that(link, mapping) ? link : "";
}

Complaint about(const std::string &pid, const std::string &what) {
  return Complaint(kBadInput, "process " + pid + " " + what);
}

Complaint no_such(const std::string &pid) {
  return Complaint(kBadInput, "there is no process " + pid +
                                  " and no file of that name; name a ledger, "
                                  "or the number of a process that runs");
}

// By hand, so that an error can be told from an empty file.
std::string read_all(const std::string &pid, const char *what, int &error) {
  std::string text;
  int fd = open(proc(pid, what).c_str(), O_RDONLY | O_CLOEXEC);
  error = fd < 0 ? errno : 0;
  if (fd < 0)
    return text;
  char buffer[4096];
  ssize_t n;
  while ((n = read(fd, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR))
    if (n > 0)
      text.append(buffer, static_cast<size_t>(n));
  if (n < 0)
    error = errno;
  close(fd);
  return text;
}

bool has_ended(const std::string &pid) {
  int error;
  std::string stat = read_all(pid, "stat", error);
  size_t end = stat.rfind(')');
  return end == std::string::npos ||
         (end + 2 < stat.size() && std::strchr("ZX", stat[end + 2]) != nullptr);
}

// What has no file, but a name all the same.
bool is_memory(const std::string &path) {
  for (const char *start : {"/dev/zero", "/memfd:", "/SYSV", "/[aio]"})
    if (path.rfind(start, 0) == 0)
      return true;
  return false;
}

// What a child has of its parent until it counts itself is not its own.
bool is_own(const std::string &path, const std::string &pid) {
  std::ifstream in(path, std::ios::binary);
  memtrace_ledger_header header;
  constexpr size_t kFirst = offsetof(memtrace_ledger_header, extents);
  if (!in.read(reinterpret_cast<char *>(&header), kFirst))
    return true;
  int error;
  std::istringstream status(read_all(pid, "status", error));
  for (std::string line; std::getline(status, line);) {
    std::istringstream fields(line);
    std::string field;
    if (!(fields >> field) || field != "NSpid:")
      continue;
    while (fields >> field)
      if (field == std::to_string(header.pid))
        return true;
    return false;
  }
  return true;
}

struct Found {
  std::string own;
  bool of_parent = false;
  bool out_of_reach = false; // something that may be one
};

Found look_through(const std::string &pid, const std::string &maps) {
  Found found;
  std::set<ino_t> seen;
  std::istringstream lines(maps);
  for (std::string line; std::getline(lines, line) && found.own.empty();) {
    Mapping mapping;
    if (!parse(line, mapping) || !seen.insert(mapping.inode).second)
      continue;
    std::string path = path_of(pid, mapping);
    if (path.empty())
      found.out_of_reach |= !is_memory(mapping.path);
    else if (begins_as_ledger(path) && is_own(path, pid))
      found.own = path;
    else if (begins_as_ledger(path))
      found.of_parent = true;
  }
  return found;
}

std::string ledger_of(const std::string &name) {
  size_t zeros = std::min(name.find_first_not_of('0'), name.size());
  std::string pid = name.substr(zeros);
  if (pid.empty() || pid.size() > 10)
    throw no_such(name);
  int error;
  std::string maps = read_all(pid, "maps", error);
  if (error == ENOENT || error == ESRCH)
    throw no_such(name);
  if (error == EACCES || error == EPERM)
    throw about(pid, "is not ours to look at; ask as the user that it runs "
                     "as, or as root");
  if (error != 0)
    throw about(pid,
                std::string("can't be looked at: ") + std::strerror(error));
  Found found = look_through(pid, maps);
  if (!found.own.empty())
    return found.own;
  if (has_ended(pid))
    throw about(pid, "has ended; name the ledger that it left");
  if (found.of_parent)
    throw about(pid, "has counted nothing of its own since it was forked; "
                     "name its parent");
  if (found.out_of_reach)
    throw about(pid, "has no ledger that can be opened: the file was deleted, "
                     "or is another user's; ask as root");
  throw about(pid, "has no ledger: it is not built with MemTrace, or "
                   "MEMTRACE_OUT is not set, or it keeps its counts in memory "
                   "only");
}

} // namespace

bool names_process(const std::string &name) {
  struct stat status;
  return is_digits(name) && stat(name.c_str(), &status) != 0;
}

std::string ledger_path(const std::string &name) {
  return names_process(name) ? ledger_of(name) : name;
}

} // namespace memtrace::driver
