// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// run.cpp: see run.h. Temporary files live in memory and are inherited as file
// descriptors: nothing to clean up, nothing shared between parallel builds,
// and a read-only tree will do.
#include "run.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

namespace memtrace::driver {
namespace {

// Above what builds use themselves (make's job server), and the same each
// time: -grecord-command-line puts the path into objects.
constexpr int kFirstDescriptor = 100;
// As shells say it.
constexpr int kNotFound = 127;
constexpr int kNotRunnable = 126;

std::string publish(const std::string &content) {
  int memory = memfd_create("memtrace-cc", MFD_CLOEXEC);
  if (memory < 0)
    throw std::runtime_error("cannot make a file in memory: " +
                             std::string(std::strerror(errno)));
  for (std::size_t done = 0; done < content.size();) {
    ssize_t n = write(memory, content.data() + done, content.size() - done);
    if (n < 0 && errno != EINTR)
      throw std::runtime_error("cannot write a file in memory: " +
                               std::string(std::strerror(errno)));
    if (n > 0)
      done += static_cast<std::size_t>(n);
  }
  // A duplicate, since descriptors are inherited only without CLOEXEC.
  int inherited = fcntl(memory, F_DUPFD, kFirstDescriptor);
  if (inherited < 0)
    inherited = dup(memory); // a limit of fewer than 100 descriptors
  close(memory);
  if (inherited < 0)
    throw std::runtime_error("cannot keep a file in memory open: " +
                             std::string(std::strerror(errno)));
  return "/proc/self/fd/" + std::to_string(inherited);
}

} // namespace

int run(Plan plan, const Toolchain &toolchain, std::string &complaint) {
  for (const TemporaryFile &file : plan.files)
    plan.arguments[file.argument] += publish(file.content);

  std::vector<char *> words;
  std::string name = toolchain.clang_name;
  std::string mode = toolchain.clang_mode;
  words.push_back(name.data());
  if (!mode.empty())
    words.push_back(mode.data());
  for (std::string &argument : plan.arguments)
    words.push_back(argument.data());
  words.push_back(nullptr);
  execv(toolchain.clang.c_str(), words.data());

  int error = errno;
  bool absent = error == ENOENT || !toolchain.clang_exists;
  complaint = "cannot run " + toolchain.clang + ": " +
              std::strerror(absent ? ENOENT : error);
  if (absent)
    complaint += "; install clang " + std::to_string(toolchain.llvm) +
                 " (Debian: apt install clang-" +
                 std::to_string(toolchain.llvm) +
                 ") or set MEMTRACE_CLANG to it";
  return absent ? kNotFound : kNotRunnable;
}

} // namespace memtrace::driver
