// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// places.h: where in the source the sites of a ledger are. Whatever makes no
// sense in it (it may be damaged) is unknown.
#ifndef MEMTRACE_REPORT_PLACES_H
#define MEMTRACE_REPORT_PLACES_H

#include <stdint.h>

#include "ledger/view.h"
#include "report/writer.h"

namespace memtrace::rt {

// A string of the ledger; empty where the offset makes no sense.
const char *string_at(const LedgerView &view, uint32_t offset);

// Frames of a site from the one that the report names on, innermost first;
// none for the unknown one.
struct FrameRange {
  uint32_t first = 0;
  uint32_t end = 0;
};
FrameRange frames_of(const LedgerView &view, uint32_t site);

// The site of a context; the unknown one where there is none.
uint32_t site_of(const LedgerView &view, uint32_t context);

// A place in the source. `function` is null where the line is known.
struct Place {
  const char *file;
  const char *function;
  uint32_t line;
};

// Where a site's allocations are charged to.
Place place_of(const LedgerView &view, uint32_t site);
Place place_of(const LedgerView &view, const memtrace_ledger_frame &frame);
bool is_unknown(const Place &place);

// In CPython's order: by file, then line.
int compare(const Place &a, const Place &b);

// How the linkage names of functions are shown. As they are, when `readable`
// is null.
struct Names {
  const char *(*readable)(void *context, const char *linkage_name) = nullptr;
  void *context = nullptr;
};

// The function of that name as it is shown; empty if it is not known.
const char *readable_at(const LedgerView &view, uint32_t offset,
                        const Names &names);

// `src/lines.cpp:42`, or with a function `src/lines.cpp(main):0`.
void put_place(Writer &out, const Place &place, const Names &names);

} // namespace memtrace::rt

#endif
