// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// traceback.cpp: see traceback.h. What the program gets points into the
// ledger's strings, which never move.
#include "api/traceback.h"

#include "core/busy.h"
#include "core/domains.h"
#include "ledger/ledger.h"
#include "os/line.h"
#include "report/stack.h"

namespace memtrace::rt {
namespace {

const char *keep(const char *text) {
  Locked hold(g_ledger_lock);
  uint32_t offset = intern(text);
  return offset ? view_ledger().strings + offset : "";
}

const char *mark_of(const LedgerView &view, const StackEntry &entry) {
  LineOf<512> text;
  switch (entry.kind) {
  case StackEntry::kThrough:
    text.add("[through ").add(string_at(view, entry.value)).add(']');
    break;
  case StackEntry::kGap:
    text.add("[callers are missing]");
    break;
  default:
    return nullptr;
  }
  return keep(text.c_str());
}

memtrace_location location_of(const LedgerView &view, const StackEntry &entry) {
  if (entry.kind != StackEntry::kFrame) {
    const char *mark = mark_of(view, entry);
    return {mark ? mark : "<unknown>", nullptr, 0, 0};
  }
  const memtrace_ledger_frame &frame = view.frames[entry.value];
  const char *function = string_at(view, frame.function);
  return {place_of(view, frame).file, *function ? function : nullptr,
          frame.line, frame.column};
}

} // namespace

size_t traceback_of(const void *block, memtrace_location *locations,
                    size_t capacity) {
  uint32_t context = context_of(block);
  if (!context)
    return 0;
  keep_strings();
  Busy busy;
  LedgerView view = view_ledger();
  Stack stack(view, context);
  StackEntry entry;
  size_t count = 0;
  while (stack.next(entry)) {
    if (entry.kind == StackEntry::kMore)
      continue;
    if (count < capacity)
      locations[count] = location_of(view, entry);
    ++count;
  }
  return count;
}

} // namespace memtrace::rt
