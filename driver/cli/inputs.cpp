// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// inputs.cpp: see inputs.h.
#include "inputs.h"

#include <set>
#include <utility>

namespace memtrace::driver {
namespace {

std::set<std::pair<dev_t, ino_t>> &inputs() {
  static std::set<std::pair<dev_t, ino_t>> files;
  return files;
}

} // namespace

void note_input(const struct stat &file) {
  inputs().emplace(file.st_dev, file.st_ino);
}

bool is_input(const struct stat &file) {
  return inputs().count({file.st_dev, file.st_ino}) != 0;
}

} // namespace memtrace::driver
