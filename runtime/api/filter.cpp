// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// filter.cpp: see filter.h. The rules are those of CPython's Filter and
// DomainFilter.
#include "api/filter.h"

#include "api/glob.h"
#include "api/locations.h"

namespace memtrace::rt {
namespace {

bool is_meant(const memtrace_filter &filter, const memtrace_location &frame) {
  return (!filter.pattern || matches(filter.pattern, frame.file)) &&
         (filter.line == 0 || filter.line == frame.line);
}

bool is_stack_meant(const memtrace_filter &filter, const LedgerView &view,
                    uint32_t context) {
  bool meant = false, is_first = true;
  for_each_location(view, context, [&](const memtrace_location &frame) {
    if ((is_first || filter.all_frames) && !is_mark(frame))
      meant |= is_meant(filter, frame);
    is_first = false;
  });
  return meant;
}

// What is kept by the filter alone.
bool keeps(const memtrace_filter &filter, const LedgerView &view,
           uint32_t context) {
  bool meant = is_stack_meant(filter, view, context);
  bool here = !filter.only_domain ||
              view.sites[site_of(view, context)].domain == filter.domain;
  return filter.inclusive ? meant && here : !meant || !here;
}

bool is_kept(const memtrace_filter *filters, size_t count,
             const LedgerView &view, uint32_t context) {
  bool any_inclusive = false, included = false;
  for (size_t i = 0; i < count; ++i) {
    bool kept = keeps(filters[i], view, context);
    if (filters[i].inclusive) {
      any_inclusive = true;
      included |= kept;
    } else if (!kept) {
      return false;
    }
  }
  return included || !any_inclusive;
}

} // namespace

int filter_snapshot(const memtrace_snapshot &snapshot,
                    const memtrace_filter *filters, size_t count,
                    memtrace_snapshot **out) {
  *out = make_empty_like(snapshot);
  if (!*out)
    return MEMTRACE_NO_MEMORY;
  const LedgerView &view = snapshot.view();
  for (uint32_t context = 1; context < view.context_count; ++context)
    if (is_kept(filters, count, view, context))
      (*out)->amounts[context] = snapshot.amounts[context];
  return MEMTRACE_OK;
}

} // namespace memtrace::rt
