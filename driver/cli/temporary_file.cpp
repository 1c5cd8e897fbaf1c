// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// temporary_file.cpp: see temporary_file.h.
#include "temporary_file.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <iterator>
#include <unistd.h>

namespace memtrace::driver {
namespace {

constexpr int kEnding[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGXFSZ};
struct sigaction before[std::size(kEnding)];
// What a handler has to remove.
const char *volatile doomed;
volatile pid_t owner;

// Ends the process when it returns: the signal is blocked until then, and its
// action is the default one again.
void remove_and_end(int signal) {
  if (doomed != nullptr && getpid() == owner)
    unlink(doomed);
  raise(signal);
}

void catch_signals() {
  for (size_t i = 0; i < std::size(kEnding); ++i) {
    struct sigaction action = {};
    action.sa_handler = remove_and_end;
    action.sa_flags = SA_RESETHAND;
    sigaction(kEnding[i], nullptr, &before[i]);
    if (before[i].sa_handler == SIG_DFL) // not with nohup
      sigaction(kEnding[i], &action, nullptr);
  }
}

void release_signals() {
  for (size_t i = 0; i < std::size(kEnding); ++i)
    sigaction(kEnding[i], &before[i], nullptr);
}

// As short as can be: the target's own name may be as long as names get.
std::string name_beside(const std::string &target, unsigned attempt) {
  return target.substr(0, target.rfind('/') + 1) + ".memtrace." +
         std::to_string(getpid()) + "." + std::to_string(attempt);
}

} // namespace

TemporaryFile::~TemporaryFile() {
  if (!exists())
    return;
  unlink(path_.c_str());
  forget();
}

int TemporaryFile::create(const std::string &target, mode_t mode) {
  constexpr unsigned kAttempts = 100; // a killed process may have left some
  sigset_t all, mask;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &mask);
  int fd = -1;
  for (unsigned attempt = 0; fd < 0 && attempt < kAttempts; ++attempt) {
    path_ = name_beside(target, attempt);
    fd = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0 && errno != EEXIST)
      break;
  }
  int error = errno;
  if (fd >= 0) {
    doomed = path_.c_str();
    owner = getpid();
    catch_signals();
  } else {
    path_.clear();
  }
  sigprocmask(SIG_SETMASK, &mask, nullptr);
  errno = error;
  return fd;
}

bool TemporaryFile::replace(const std::string &target) {
  if (std::rename(path_.c_str(), target.c_str()) != 0)
    return false;
  forget();
  return true;
}

void TemporaryFile::forget() {
  doomed = nullptr;
  release_signals();
  path_.clear();
}

} // namespace memtrace::driver
