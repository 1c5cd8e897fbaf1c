// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// open_ledgers.cpp: see open_ledgers.h.
#include "reader/open_ledgers.h"

#include "complaint.h"
#include "model/merge.h"
#include "reader/open_ledger.h"
#include "text.h"

#include <map>
#include <tuple>

namespace memtrace::driver {
namespace {

// What one process has counted must not count twice.
class Processes {
public:
  void add(const Ledger &ledger, const std::string &name) {
    const memtrace_ledger_header &header = *ledger.header;
    if (header.pid == 0 || header.start_time == 0)
      return;
    auto [found, is_new] = names_.try_emplace(
        std::make_tuple(header.pid, header.pid_namespace, header.start_time,
                        std::string(header.boot_id, sizeof header.boot_id)),
        name);
    if (!is_new)
      throw Complaint(kBadInput,
                      printable(found->second) + " and " + printable(name) +
                          " are of one process, which would count twice; "
                          "leave one of them out");
  }

private:
  std::map<std::tuple<uint32_t, uint64_t, uint64_t, std::string>, std::string>
      names_;
};

} // namespace

Ledger open_ledgers(const std::vector<std::string> &names) {
  if (names.size() == 1)
    return open_ledger(names.front());
  Merging merging;
  Processes processes;
  for (const std::string &name : names) {
    Ledger ledger = open_ledger(name);
    processes.add(ledger, name);
    merging.add(ledger);
  }
  return merging.finish();
}

} // namespace memtrace::driver
