// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// combine.h: several ledgers over one set of strings, frames, sites, callers
// and contexts.
#ifndef MEMTRACE_DRIVER_CLI_MODEL_COMBINE_H
#define MEMTRACE_DRIVER_CLI_MODEL_COMBINE_H

#include "model/ledger.h"
#include "model/string_pool.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace memtrace::driver {

// What is equal becomes one: sites by all that they say, callers by their site
// and their caller (of gaps the largest is kept), contexts by their site and
// callers. Throws a length_error if that is more than a ledger can have.
class Combining {
public:
  Combining();

  // Gives, for each context of the ledger, which one it is here. The vector's
  // order is that of the ledger's contexts, and no context moves here later.
  std::vector<uint32_t> add(const Ledger &ledger);

  // All that was added so far, but for the counters and header: of that only
  // the counts, and the largest frames_kept. Their ids are their indices.
  const Ledger &all() const { return all_; }
  Ledger take();

  // For the header's strings.
  uint32_t enter(const std::string &text) { return strings_.enter(text); }

private:
  void add_strings(const Ledger &ledger);
  std::vector<uint32_t> add_sites(const Ledger &ledger);
  std::vector<uint32_t> add_callers(const Ledger &ledger,
                                    const std::vector<uint32_t> &sites);
  memtrace_ledger_site moved(const memtrace_ledger_site &site,
                             size_t first_frame) const;
  uint64_t hash_of(const memtrace_ledger_site &site) const;
  bool are_equal(const memtrace_ledger_site &a,
                 const memtrace_ledger_site &b) const;
  uint32_t find(uint64_t hash, const memtrace_ledger_site &site) const;
  void drop_unused_frames(size_t first_frame, size_t first_site);
  void check_counts() const;
  void update_header();

  Ledger all_; // its strings come last
  StringPool strings_;
  StringPool::Places places_; // of the strings of the ledger that is added
  std::unordered_multimap<uint64_t, uint32_t> site_by_hash_;
  // By site, and caller of the caller or callers of the context.
  std::unordered_map<uint64_t, uint32_t> callers_;
  std::unordered_map<uint64_t, uint32_t> contexts_;
};

} // namespace memtrace::driver

#endif
