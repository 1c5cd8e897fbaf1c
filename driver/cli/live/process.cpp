// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// process.cpp: see process.h.
#include "live/process.h"

#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

namespace memtrace::driver {

ProcessNow look_at(uint32_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(in, line);
  // The second field is a name in parentheses that may hold anything.
  size_t name_end = line.rfind(')');
  if (name_end == std::string::npos)
    return {};
  std::istringstream fields(line.substr(name_end + 1));
  ProcessNow now;
  fields >> now.state;
  std::string skipped;
  uint64_t pages = 0;
  for (int field = 4; field < 22; ++field)
    fields >> skipped;
  fields >> now.start >> skipped >> pages;
  now.rss = pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  return now;
}

} // namespace memtrace::driver
