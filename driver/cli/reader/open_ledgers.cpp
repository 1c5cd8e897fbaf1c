// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// open_ledgers.cpp: see open_ledgers.h.
#include "reader/open_ledgers.h"

#include "complaint.h"
#include "model/merge.h"
#include "reader/open_ledger.h"
#include "text.h"

#include <cstdint>
#include <cstring>
#include <map>
#include <tuple>

namespace memtrace::driver {
namespace {

// What one process has counted must not count twice.
class Processes {
public:
  void add(const Ledger &ledger, const std::string &name) {
    const memtrace_ledger_header &header = *ledger.header;
    for (const Merged &merged : merged_)
      check(merged, of(ledger, name));
    if (merged_count(ledger) != 0) {
      merged_.push_back(of(ledger, name));
      for (const Merged &single : singles_)
        check(merged_.back(), single);
      return;
    }
    singles_.push_back(of(ledger, name));
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
  // What is left to know a process by in a merged one.
  struct Merged {
    std::string name;
    std::string boot;
    uint64_t start;
    uint64_t end; // UINT64_MAX: not ended
    bool is_merged;
  };

  static Merged of(const Ledger &ledger, const std::string &name) {
    const memtrace_ledger_header &header = *ledger.header;
    return {name,
            std::string(header.boot_id,
                        strnlen(header.boot_id, sizeof header.boot_id)),
            header.start_time,
            header.end_time != 0 ? header.end_time : UINT64_MAX,
            merged_count(ledger) != 0};
  }

  // Throws where `other` may be a part of `merged`: of another merged one only
  // if they begin with the same process.
  static void check(const Merged &merged, const Merged &other) {
    bool same_boot =
        merged.boot.empty() || other.boot.empty() || merged.boot == other.boot;
    bool is_part = other.is_merged ? other.start == merged.start
                                   : other.start >= merged.start &&
                                         other.start <= merged.end;
    if (!same_boot || !is_part || merged.start == 0)
      return;
    throw Complaint(kBadInput,
                    printable(other.name) + " began while the processes of " +
                        printable(merged.name) +
                        " ran, and may be in it, and count twice; leave one "
                        "of them out, or merge the ledgers of all processes "
                        "at once");
  }

  std::vector<Merged> merged_;
  std::vector<Merged> singles_;
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
