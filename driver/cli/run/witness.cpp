// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// witness.cpp: see witness.h.
#include "run/witness.h"

#include <cerrno>
#include <csignal>
#include <ctime>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace memtrace::driver {
namespace {

// Should somebody have stopped it.
constexpr int kPatience = 1000; // milliseconds

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

Witness::~Witness() {
  if (socket_ >= 0)
    close(socket_);
  // It has ended by that, or is stopped.
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
}

// Until the other end is closed. It keeps nothing of ours open.
void Witness::watch(int socket) {
  dup2(socket, STDIN_FILENO);
  closefrom(STDIN_FILENO + 1);
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  int signal = 0;
  while (receive(STDIN_FILENO, &signal)) {
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, signal);
    const timespec now = {};
    if (!send_to(STDIN_FILENO, sigtimedwait(&one, nullptr, &now) == signal))
      break;
  }
  _exit(0);
}

bool Witness::has_got(int signal) {
  await_senders();
  int answer = 0;
  struct pollfd wanted = {socket_, POLLIN, 0};
  return pid_ > 0 && send_to(socket_, signal) &&
         poll(&wanted, 1, kPatience) > 0 && receive(socket_, &answer) &&
         answer != 0;
}

bool Witness::is_with(pid_t process) const {
  return pid_ > 0 && getpgid(process) == getpgid(pid_);
}

// Signals go to a group under the lock of all processes, and so does this,
// which changes nothing.
void await_senders() { setpgid(0, getpgrp()); }

} // namespace memtrace::driver
