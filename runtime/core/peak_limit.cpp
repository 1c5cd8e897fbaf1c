// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// peak_limit.cpp: see peak_limit.h.
#include "core/peak_limit.h"

#include "core/options.h"
#include "core/put_off.h"
#include "ledger/ledger.h"
#include "os/line.h"
#include "report/places.h"
#include "report/size_format.h"

#include <limits.h>

namespace memtrace::rt {

uint64_t g_noticed_peak = UINT64_MAX;

namespace {

uint64_t excess; // the peak that passed the limit; 0: none has

void add_size(Line *out, uint64_t bytes) {
  char text[kSizeText];
  format_size(text, size_of(bytes));
  out->add(text);
}

void add_limit(Line *out) {
  out->add("MEMTRACE_MAX_PEAK (");
  add_size(out, g_options.peak_limit);
  out->add(')');
}

void add_place(Line *out, const memtrace_site &site) {
  LedgerView view = view_ledger();
  Place place = place_of(view, site_of(view, site.tag >> 8));
  if (place.line)
    out->add(" at ").add(place.file).add(':').add_number(place.line);
}

} // namespace

void watch_peak() {
  excess = 0;
  // What the child of a fork inherited is no peak of its own.
  g_noticed_peak = g_options.peak_limit
                       ? g_options.peak_limit + g_header->inherited_bytes
                       : UINT64_MAX;
}

__attribute__((noinline, cold)) void notice_peak(uint64_t peak) {
  __atomic_store_n(&g_noticed_peak, UINT64_MAX, __ATOMIC_RELAXED);
  __atomic_store_n(&excess, peak, __ATOMIC_RELEASE);
  put_off(kPeakExcess);
}

bool has_peak_excess() {
  return __atomic_load_n(&excess, __ATOMIC_ACQUIRE) != 0;
}

void say_peak_excess(const memtrace_site *site) {
  static char text[PATH_MAX + 256]; // once in a process
  Line line(text, sizeof text);
  line.add("live memory passed ");
  add_limit(&line);
  if (site)
    add_place(&line, *site);
  say(line);
}

void say_peak_at_end() {
  LineOf<256> line;
  // The program may have cleared what the header has.
  uint64_t peak = excess;
  if (peak < g_header->peak_bytes)
    peak = g_header->peak_bytes;
  if (peak < g_header->largest_peak_bytes)
    peak = g_header->largest_peak_bytes;
  line.add("the peak of live memory was ");
  add_size(&line, peak);
  line.add(", more than ");
  add_limit(&line);
  say(line);
}

int status_at_end(int status) {
  bool fails = g_options.fails_on_excess && has_peak_excess();
  return fails && (status & 0xff) == 0 ? 1 : status;
}

} // namespace memtrace::rt
