// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// child.cpp: see child.h.
//
// What is sent to a process group, as by a terminal, reaches the program by
// itself, as far as it is in ours; what another process sends to us alone, we
// hand on.
#include "run/child.h"

#include "complaint.h"
#include "run/dispositions.h"
#include "text.h"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

namespace memtrace::driver {
namespace {

constexpr int kNotFound = 127;
constexpr int kNotStarted = 126;
constexpr int kSignalled = 128;

// Faults are our own; the rest of these can't be caught or is for the terminal
// to do with us as with any program.
bool is_handed_on(int signal) {
  switch (signal) {
  case SIGKILL:
  case SIGSTOP:
  case SIGSEGV:
  case SIGBUS:
  case SIGFPE:
  case SIGILL:
  case SIGSYS:
  case SIGTRAP:
  case SIGTTIN:
  case SIGTTOU:
  case SIGPIPE:
    return false;
  default:
    return true;
  }
}

sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  for (int signal = 1; signal < _NSIG; ++signal)
    if (is_handed_on(signal))
      sigaddset(&set, signal);
  return set;
}

[[noreturn]] void complain(const std::string &program, int error) {
  bool absent = error == ENOENT || error == ENOTDIR;
  throw Complaint(absent ? kNotFound : kNotStarted,
                  "cannot run " + printable(program) + ": " +
                      std::strerror(error) +
                      (absent ? "; name a program in PATH or with its folder"
                              : "; name a program that may be executed"));
}

// Not to leave a second core where the program has left one.
void leave_no_core() {
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

int die_of(int signal) {
  leave_no_core();
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  sigaction(signal, &action, nullptr);
  raise(signal);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  sigprocmask(SIG_UNBLOCK, &set, nullptr);
  return kSignalled + signal; // somebody traces us
}

} // namespace

Child::Child(const std::vector<std::string> &command,
             const Environment &environment) {
  // Ignored, it would be waited for in vain.
  set_disposition(SIGCHLD, SIG_DFL);
  sigset_t set = watched();
  sigprocmask(SIG_BLOCK, &set, &before_);
  signals_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals_ < 0)
    throw Complaint(kFailed, std::string("cannot watch signals: ") +
                                 std::strerror(errno));
  witness_ = std::make_unique<Witness>();
  start(command, environment);
}

Child::~Child() {
  if (signals_ >= 0)
    close(signals_);
}

void Child::start(const std::vector<std::string> &command,
                  const Environment &environment) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0)
    throw Complaint(kFailed,
                    std::string("cannot make a pipe: ") + std::strerror(errno));
  pid_ = fork();
  if (pid_ == 0)
    become(command, environment, report[1]);
  int error = pid_ < 0 ? errno : 0;
  close(report[1]);
  while (pid_ > 0 && read(report[0], &error, sizeof error) < 0 &&
         errno == EINTR) {
  }
  close(report[0]);
  if (error == 0)
    return;
  if (pid_ > 0)
    waitpid(pid_, nullptr, 0);
  complain(command[0], error);
}

void Child::become(const std::vector<std::string> &command,
                   const Environment &environment, int report) const {
  for (const auto &variable : environment(getpid()))
    setenv(variable.first.c_str(), variable.second.c_str(), 1);
  std::vector<char *> arguments;
  for (const std::string &argument : command)
    arguments.push_back(const_cast<char *>(argument.c_str()));
  arguments.push_back(nullptr);
  restore_dispositions();
  sigprocmask(SIG_SETMASK, &before_, nullptr);
  execvp(arguments[0], arguments.data());
  int error = errno;
  ssize_t written = write(report, &error, sizeof error);
  _exit(written < 0 ? kFailed : kNotStarted);
}

bool Child::wait(int milliseconds) {
  if (has_ended())
    return true;
  struct pollfd wanted = {signals_, POLLIN, 0};
  if (poll(&wanted, 1, milliseconds) > 0)
    relay();
  stop_with_it();
  return has_ended();
}

void Child::relay() {
  struct signalfd_siginfo got;
  while (read(signals_, &got, sizeof got) == (ssize_t)sizeof got) {
    auto signal = static_cast<int>(got.ssi_signo);
    if (signal == SIGCHLD)
      continue;
    // Asked in any case, so that it has none left.
    bool has_it = witness_->has_got(signal) && witness_->is_with(pid_);
    auto sender = static_cast<pid_t>(got.ssi_pid);
    bool is_its_own = sender == pid_ || witness_->is_it(sender);
    bool from_kernel = got.ssi_code > 0;
    if (!has_it && !is_its_own && !from_kernel)
      hand_on(signal, static_cast<uint32_t>(got.ssi_code), got.ssi_ptr);
  }
}

void Child::hand_on(int signal, uint32_t code, uint64_t value) const {
  if (static_cast<int>(code) == SI_QUEUE) {
    sigval with = {};
    with.sival_ptr = reinterpret_cast<void *>(value);
    sigqueue(pid_, signal, with);
  } else {
    kill(pid_, signal);
  }
}

// Until somebody continues us: by a signal to the group, which continues the
// program as well, to us, which is handed on, or to the program alone.
void Child::stop_with_it() {
  await_senders(); // else one that goes on may still seem to be stopped
  siginfo_t info = {};
  if (waitid(P_PID, static_cast<id_t>(pid_), &info, WSTOPPED | WNOHANG) != 0 ||
      info.si_pid != pid_ || info.si_code != CLD_STOPPED)
    return;
  struct sigaction usual = {}, before = {};
  usual.sa_handler = SIG_DFL;
  sigaction(info.si_status, &usual, &before);
  sigset_t set, mask;
  sigemptyset(&set);
  sigaddset(&set, info.si_status);
  witness_->begin_to_wake(pid_);
  raise(info.si_status);
  sigprocmask(SIG_UNBLOCK, &set, &mask);
  sigprocmask(SIG_SETMASK, &mask, nullptr);
  sigaction(info.si_status, &before, nullptr);
  witness_->end_to_wake();
}

bool Child::has_ended() {
  siginfo_t info = {};
  if (!ended_ && waitid(P_PID, static_cast<id_t>(pid_), &info,
                        WEXITED | WNOHANG | WNOWAIT) == 0)
    ended_ = info.si_pid == pid_;
  return ended_;
}

int Child::end() {
  while (waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status_) ? die_of(WTERMSIG(status_))
                              : WEXITSTATUS(status_);
}

} // namespace memtrace::driver
