// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// complaint.h: how the command ends when it can't do what it was asked to.
#ifndef MEMTRACE_DRIVER_CLI_COMPLAINT_H
#define MEMTRACE_DRIVER_CLI_COMPLAINT_H

#include <stdexcept>
#include <string>

namespace memtrace::driver {

constexpr int kFailed = 1;   // the machine could not
constexpr int kBadInput = 2; // the command line or a file makes no sense

// One line that says what is wrong and what to do. Empty: nothing is printed.
class Complaint : public std::runtime_error {
public:
  Complaint(int status, const std::string &line)
      : std::runtime_error(line), status_(status) {}
  int status() const { return status_; }

private:
  int status_;
};

} // namespace memtrace::driver

#endif
