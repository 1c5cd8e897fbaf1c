// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// witness.cpp: see witness.h.
#include "run/witness.h"

#include <cerrno>
#include <csignal>
#include <ctime>
#include <fstream>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace memtrace::driver {
namespace {

// Should somebody have stopped it.
constexpr int kPatience = 1000; // milliseconds

// What it is asked: a signal, a process with a minus sign, or this.
constexpr int kEnd = 0;

bool takes(int signal) {
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, signal);
  const timespec now = {};
  return sigtimedwait(&one, nullptr, &now) == signal;
}

bool is_stopped(pid_t process) {
  std::ifstream in("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  std::getline(in, line, '\0');
  size_t name_end = line.rfind(')'); // anything may be in the name
  return name_end != std::string::npos && line.size() > name_end + 2 &&
         line[name_end + 2] == 'T';
}

void wake_when_it_goes_on(pid_t process) {
  constexpr int kPause = 20; // milliseconds
  pid_t whom = getppid();
  struct pollfd wanted = {STDIN_FILENO, POLLIN, 0};
  while (poll(&wanted, 1, kPause) == 0) {
    if (!is_stopped(process) && getppid() == whom)
      kill(whom, SIGCONT);
  }
}

bool receive(int socket, int *number) {
  ssize_t n = 0;
  do
    n = recv(socket, number, sizeof *number, 0);
  while (n < 0 && errno == EINTR);
  return n == static_cast<ssize_t>(sizeof *number);
}

bool send_to(int socket, int number) {
  return send(socket, &number, sizeof number, MSG_NOSIGNAL) ==
         static_cast<ssize_t>(sizeof number);
}

} // namespace

Witness::Witness() {
  int sockets[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0)
    return;
  pid_ = fork();
  if (pid_ == 0)
    watch(sockets[1]);
  close(sockets[1]);
  socket_ = sockets[0];
}

Witness::~Witness() { end(); }

void Witness::end() {
  if (socket_ >= 0)
    close(socket_);
  socket_ = -1;
  if (pid_ > 0) { // it ends by that, if it isn't stopped
    kill(pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  pid_ = -1;
}

// Until the other end is closed. It keeps nothing of ours open.
void Witness::watch(int socket) {
  dup2(socket, STDIN_FILENO);
  closefrom(STDIN_FILENO + 1);
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  int question = 0;
  while (receive(STDIN_FILENO, &question)) {
    if (question < 0) {
      wake_when_it_goes_on(-question);
      continue;
    }
    if (!send_to(STDIN_FILENO, question == kEnd || takes(question)))
      break;
  }
  _exit(0);
}

// One that doesn't answer is none.
bool Witness::ask(int question) {
  int answer = 0;
  struct pollfd wanted = {socket_, POLLIN, 0};
  if (pid_ > 0 && send_to(socket_, question) &&
      poll(&wanted, 1, kPatience) > 0 && receive(socket_, &answer))
    return answer != 0;
  end();
  return false;
}

bool Witness::has_got(int signal) {
  await_senders();
  return ask(signal);
}

void Witness::begin_to_wake(pid_t process) {
  if (pid_ > 0)
    send_to(socket_, -process);
}

void Witness::end_to_wake() { ask(kEnd); }

bool Witness::is_with(pid_t process) const {
  return pid_ > 0 && getpgid(process) == getpgid(pid_);
}

// Signals go to a group under the lock of all processes, and so does this,
// which changes nothing.
void await_senders() { setpgid(0, getpgrp()); }

} // namespace memtrace::driver
