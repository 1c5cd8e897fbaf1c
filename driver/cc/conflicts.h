// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// conflicts.h: what profiling can't be combined with.
#ifndef MEMTRACE_DRIVER_CC_CONFLICTS_H
#define MEMTRACE_DRIVER_CC_CONFLICTS_H

#include "options.h"

#include <map>
#include <string>
#include <string_view>

namespace memtrace::driver {

// Reads options in order, since later ones cancel earlier ones.
class Conflicts {
public:
  // `argument` is the option as written, `value` what belongs to it.
  void read(Meaning meaning, const std::string &argument,
            std::string_view value);

  // What stands in the way and what to do, or nothing.
  std::string refusal() const;

private:
  std::map<std::string, std::string, std::less<>> sanitizers_; // by argument
  std::string heap_profile_, target_, width_, old_passes_, mode_;
};

} // namespace memtrace::driver

#endif
