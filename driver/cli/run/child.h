// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// child.h: a program that runs as if nobody had started it for us: signals
// reach it, when it stops we do, and how it ends is how we end.
#ifndef MEMTRACE_DRIVER_CLI_RUN_CHILD_H
#define MEMTRACE_DRIVER_CLI_RUN_CHILD_H

#include "run/witness.h"

#include <csignal>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace memtrace::driver {

class Child {
public:
  // What is added to its environment, worked out in the new process, which
  // knows its number.
  using Environment =
      std::function<std::vector<std::pair<std::string, std::string>>(pid_t)>;

  // Throws a Complaint with the status of a shell, 127 or 126, if there is no
  // such program or it can't be started.
  Child(const std::vector<std::string> &command,
        const Environment &environment);
  ~Child();
  Child(const Child &) = delete;
  Child &operator=(const Child &) = delete;

  pid_t pid() const { return pid_; }

  // Hands on signals until then, or until the program has ended: true. -1:
  // until it has. It can be asked about in /proc until end() is called.
  bool wait(int milliseconds);

  // Returns the status that it ended with, or ends us by the same signal.
  int end();

private:
  void start(const std::vector<std::string> &command,
             const Environment &environment);
  [[noreturn]] void become(const std::vector<std::string> &command,
                           const Environment &environment, int report) const;
  void relay();
  void hand_on(int signal, uint32_t code, uint64_t value) const;
  void stop_with_it();
  bool has_ended();

  sigset_t before_ = {}; // the mask that the program gets
  int signals_ = -1;     // a signalfd
  std::unique_ptr<Witness> witness_;
  pid_t pid_ = -1;
  int status_ = 0;
  bool ended_ = false;
};

} // namespace memtrace::driver

#endif
