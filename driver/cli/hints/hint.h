// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// hint.h: what a detector says.
#ifndef MEMTRACE_DRIVER_CLI_HINTS_HINT_H
#define MEMTRACE_DRIVER_CLI_HINTS_HINT_H

#include "hints/evidence.h"

#include <string>
#include <vector>

namespace memtrace::driver::hints {

struct Hint {
  const char *id;
  const char *title;
  bool is_likely; // else it is possible
  std::vector<const Line *> lines;
  std::string evidence;
  std::string fix;
  double saves = 0; // bytes of the peak, at most
};

// What detectors look at: a line belongs to one hint at most.
struct Search {
  const Evidence &evidence;
  double least_bytes; // of the peak
  std::vector<Hint> hints;
  std::set<const Line *> taken;

  bool is_large(double bytes) const { return bytes >= least_bytes; }
  bool is_free(const Line &line) const { return taken.count(&line) == 0; }
  void add(Hint hint);
};

void find_whole_files(Search &search);
void find_whole_documents(Search &search);
void find_growing_caches(Search &search);
void find_intermediate_lists(Search &search);
void find_grown_containers(Search &search);

// All of them, what saves most first. `min_share`: percent of the peak.
std::vector<Hint> find_hints(const Evidence &evidence, double min_share);

} // namespace memtrace::driver::hints

#endif
