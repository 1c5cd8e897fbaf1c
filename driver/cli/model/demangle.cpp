// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// demangle.cpp: demangles in a process of its own; see readable_names.h.
#include "model/readable_names.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <cxxabi.h>
#include <fstream>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

namespace memtrace::driver {
namespace {

constexpr uint64_t kMemory = 64 << 20;
constexpr int kSeconds = 1; // of computing, for one name
constexpr int kMostProcesses = 8;

// std::string alone makes 70 bytes of 2.
size_t longest_form(const char *name) { return 1024 + 16 * std::strlen(name); }

void limit_memory() {
  uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  rlim_t most = pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) + kMemory;
  rlimit limit{most, most};
  setrlimit(RLIMIT_AS, &limit);
  rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
}

bool write_all(int fd, const void *bytes, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t n = write(fd, static_cast<const char *>(bytes) + done, size - done);
    if (n < 0 && errno != EINTR)
      return false;
    if (n > 0)
      done += static_cast<size_t>(n);
  }
  return true;
}

bool read_all(int fd, void *bytes, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t n = read(fd, static_cast<char *>(bytes) + done, size - done);
    if (n == 0 || (n < 0 && errno != EINTR))
      return false;
    if (n > 0)
      done += static_cast<size_t>(n);
  }
  return true;
}

// What goes through the pipe for each name: a length and as many bytes.
bool send(int fd, const char *name) {
  itimerval limit = {{0, 0}, {kSeconds, 0}};
  setitimer(ITIMER_PROF, &limit, nullptr); // SIGPROF ends the process
  int status = 0;
  char *form = abi::__cxa_demangle(name, nullptr, nullptr, &status);
  auto size = static_cast<uint32_t>(
      form != nullptr ? std::min<size_t>(std::strlen(form), UINT32_MAX) : 0);
  if (size > longest_form(name))
    size = 0;
  bool sent = write_all(fd, &size, sizeof size) && write_all(fd, form, size);
  std::free(form);
  return sent;
}

bool receive(int fd, const char *name, std::string &form) {
  uint32_t size = 0;
  if (!read_all(fd, &size, sizeof size) || size > longest_form(name))
    return false;
  form.resize(size);
  return read_all(fd, form.data(), size);
}

// Demangles from `first` on in one process, and gives the index of the name
// that it ended at.
size_t demangle_from(size_t first, const std::vector<const char *> &names,
                     std::vector<std::string> &forms) {
  int ends[2];
  if (pipe(ends) != 0)
    return names.size();
  pid_t child = fork();
  if (child == 0) {
    std::signal(SIGPROF, SIG_DFL);
    limit_memory();
    for (size_t i = first; i < names.size() && send(ends[1], names[i]); ++i)
      continue;
    _exit(0);
  }
  close(ends[1]);
  size_t at = child < 0 ? names.size() : first;
  while (at < names.size() && receive(ends[0], names[at], forms[at]))
    ++at;
  close(ends[0]);
  while (child > 0 && waitpid(child, nullptr, 0) < 0 && errno == EINTR)
    continue;
  return at;
}

} // namespace

std::vector<std::string> demangle(const std::vector<const char *> &names) {
  std::vector<std::string> forms(names.size());
  size_t at = 0;
  for (int i = 0; i < kMostProcesses && at < names.size(); ++i) {
    at = demangle_from(at, names, forms);
    if (at < names.size())
      forms[at++].clear(); // too much
  }
  return forms;
}

} // namespace memtrace::driver
