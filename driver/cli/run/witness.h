// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// witness.h: tells a signal that was sent to our whole process group, and so to
// the program as well, from one that was sent to us. A process of our group
// that does nothing else gets the one and not the other.
#ifndef MEMTRACE_DRIVER_CLI_RUN_WITNESS_H
#define MEMTRACE_DRIVER_CLI_RUN_WITNESS_H

#include <sys/types.h>

namespace memtrace::driver {

class Witness {
public:
  // To be made while all signals that are asked about are blocked. Without
  // processes to be had there is none, and nothing has been seen.
  Witness();
  ~Witness();
  Witness(const Witness &) = delete;
  Witness &operator=(const Witness &) = delete;

  // Whether the signal that we have got once was sent to it, too; once for each
  // time that it was.
  bool has_got(int signal);

  // Of the group that the process is in.
  bool is_with(pid_t process) const;

  // Between the two it continues us when the process is stopped no longer, and
  // we are. That signal is from is_it().
  void begin_to_wake(pid_t process);
  void end_to_wake();
  bool is_it(pid_t process) const { return pid_ > 0 && process == pid_; }

private:
  [[noreturn]] static void watch(int socket);
  bool ask(int question);
  void end();

  int socket_ = -1;
  pid_t pid_ = -1;
};

// Returns when all signals that are being sent to a group at this moment have
// reached all of its processes.
void await_senders();

} // namespace memtrace::driver

#endif
