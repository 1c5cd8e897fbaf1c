// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// statistics.cpp: see statistics.h. An entry for each context and group, sorted
// by group, so that those of one group lie side by side and are added up.
#include "api/statistics.h"

#include "api/groups.h"
#include "api/locations.h"
#include "core/pages.h"
#include "os/memory.h"
#include "report/heap_sort.h"

namespace memtrace::rt {
namespace {

struct Entry {
  Group group;
  Amount amount;
  uint32_t context;
  bool is_old; // of the older snapshot
};

bool makes_sense(memtrace_query query) {
  bool by_frame = query.by == MEMTRACE_BY_LINE ||
                  query.by == MEMTRACE_BY_FILE ||
                  query.by == MEMTRACE_BY_FUNCTION;
  return query.by >= MEMTRACE_BY_LINE && query.by <= MEMTRACE_BY_DOMAIN &&
         query.at >= MEMTRACE_CURRENT && query.at <= MEMTRACE_TOTAL &&
         (by_frame || !query.cumulative);
}

// What a context comes to, entry by entry. Without room for them they are only
// counted.
class Entries {
public:
  explicit Entries(memtrace_query query) : query_(query) {}

  void fill(Entry *entries, memtrace_location *locations) {
    entries_ = entries;
    locations_ = locations;
    count_ = location_count_ = 0;
  }

  void add(const memtrace_snapshot &snapshot, bool is_old) {
    for (uint32_t i = 1; i < snapshot.view().context_count; ++i) {
      const Amount &amount = amount_at(snapshot.amounts[i], query_.at);
      if (!is_empty(amount))
        add(snapshot.view(), {Group(), amount, i, is_old});
    }
  }

  size_t count() const { return count_; }
  size_t location_count() const { return location_count_; }

private:
  void add(const LedgerView &view, Entry entry) {
    const memtrace_ledger_site &site = view.sites[site_of(view, entry.context)];
    if (query_.by == MEMTRACE_BY_TYPE) {
      entry.group.type = string_at(view, site.type);
      return put(entry);
    }
    if (query_.by == MEMTRACE_BY_DOMAIN) {
      entry.group.domain = site.domain;
      return put(entry);
    }
    size_t first = location_count_;
    bool has_more = false;
    bool is_first = true;
    bool all = query_.cumulative || query_.by == MEMTRACE_BY_STACK;
    has_more = for_each_location(
        view, entry.context, [&](const memtrace_location &location) {
          bool is_wanted = is_first || all;
          is_first = false;
          if (!is_wanted || (query_.cumulative && is_mark(location)))
            return;
          put(key_of(location, query_.by));
          if (query_.by != MEMTRACE_BY_STACK)
            put(entry, location_count_ - 1, 1);
        });
    if (query_.by == MEMTRACE_BY_STACK) {
      entry.group.has_more_frames = has_more;
      put(entry, first, location_count_ - first);
    }
  }

  void put(const memtrace_location &location) {
    if (locations_)
      locations_[location_count_] = location;
    ++location_count_;
  }
  void put(Entry entry, size_t first, size_t count) {
    entry.group.frames = locations_ ? locations_ + first : nullptr;
    entry.group.frame_count = count;
    put(entry);
  }
  void put(const Entry &entry) {
    if (entries_)
      entries_[count_] = entry;
    ++count_;
  }

  memtrace_query query_;
  Entry *entries_ = nullptr;
  memtrace_location *locations_ = nullptr;
  size_t count_ = 0, location_count_ = 0;
};

bool comes_before(const Entry &a, const Entry &b) {
  if (int order = compare(a.group, b.group))
    return order < 0;
  return a.is_old != b.is_old ? b.is_old : a.context < b.context;
}

size_t count_groups(const Entry *entries, size_t count) {
  size_t groups = 0;
  for (size_t i = 0; i < count; ++i)
    groups += i == 0 || compare(entries[i - 1].group, entries[i].group) != 0;
  return groups;
}

memtrace_statistic begin_row(const Group &group, memtrace_key by,
                             bool is_difference) {
  memtrace_statistic row = {};
  row.by = by;
  row.frames = group.frames;
  row.frame_count = group.frame_count;
  row.has_more_frames = group.has_more_frames;
  row.type = group.type;
  row.domain = group.domain;
  row.is_difference = is_difference;
  return row;
}

// A row for each group, in which each context counts once.
void add_up(const Entry *entries, size_t count, memtrace_key by,
            bool is_difference, memtrace_statistic *rows) {
  Amount now, old;
  auto finish = [&](memtrace_statistic &row) {
    row.size = now.bytes;
    row.count = now.blocks;
    if (is_difference) {
      Amount difference = now;
      difference -= old;
      row.size_diff = difference.bytes;
      row.count_diff = difference.blocks;
    }
    now = old = Amount();
  };
  memtrace_statistic *row = rows - 1;
  for (size_t i = 0; i < count; ++i) {
    const Entry &entry = entries[i];
    bool is_new = i == 0 || compare(entries[i - 1].group, entry.group) != 0;
    if (is_new) {
      if (i > 0)
        finish(*row);
      *++row = begin_row(entry.group, by, is_difference);
    } else if (entries[i - 1].context == entry.context &&
               entries[i - 1].is_old == entry.is_old) {
      continue; // recursion, or several frames of one file
    }
    (entry.is_old ? old : now) += entry.amount;
  }
  if (count > 0)
    finish(*row);
}

uint64_t magnitude(int64_t value) {
  return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

template <typename T> int order_of(T a, T b) { return a < b ? -1 : a > b; }

Group group_of(const memtrace_statistic &row) {
  return {row.frames, row.frame_count, row.has_more_frames != 0, row.type,
          row.domain};
}

// CPython's order, reversed: the largest first.
bool is_larger(const memtrace_statistic &a, const memtrace_statistic &b) {
  int order = order_of(magnitude(a.size_diff), magnitude(b.size_diff));
  if (!order)
    order = order_of(a.size, b.size);
  if (!order)
    order = order_of(magnitude(a.count_diff), magnitude(b.count_diff));
  if (!order)
    order = order_of(a.count, b.count);
  return order ? order > 0 : compare(group_of(a), group_of(b)) > 0;
}

// Rows and what they point into, which `locations` is a part of from now on.
memtrace_statistics *make(size_t rows, memtrace_location *locations,
                          size_t location_bytes,
                          const memtrace_snapshot &snapshot,
                          const memtrace_snapshot *old) {
  size_t bytes =
      sizeof(memtrace_statistics) + rows * sizeof(memtrace_statistic);
  auto *made = static_cast<memtrace_statistics *>(map(bytes));
  if (!made)
    return nullptr;
  made->bytes = bytes;
  made->count = rows;
  made->locations = locations;
  made->location_bytes = location_bytes;
  made->snapshots[0] = &snapshot;
  made->snapshots[1] = old;
  add_user(&snapshot);
  if (old)
    add_user(old);
  return made;
}

} // namespace

int make_statistics(const memtrace_snapshot &snapshot,
                    const memtrace_snapshot *old, memtrace_query query,
                    memtrace_statistics **out) {
  *out = nullptr;
  if (!makes_sense(query))
    return MEMTRACE_INVALID;
  Entries collected(query);
  auto collect = [&] {
    collected.add(snapshot, false);
    if (old)
      collected.add(*old, true);
  };
  collect();
  size_t count = collected.count();
  // At least one of each, since there is no memory of no bytes.
  size_t location_bytes =
      (collected.location_count() + 1) * sizeof(memtrace_location);
  ScratchArray<Entry> entries(kPages);
  if (!entries.take(count + 1))
    return MEMTRACE_NO_MEMORY;
  auto *locations = static_cast<memtrace_location *>(map(location_bytes));
  if (!locations)
    return MEMTRACE_NO_MEMORY;
  collected.fill(entries.data(), locations);
  collect();
  heap_sort(entries.data(), count, comes_before);
  auto *made = make(count_groups(entries.data(), count), locations,
                    location_bytes, snapshot, old);
  if (!made) {
    unmap(locations, location_bytes);
    return MEMTRACE_NO_MEMORY;
  }
  add_up(entries.data(), count, query.by, old != nullptr, made->rows);
  heap_sort(made->rows, made->count, is_larger);
  *out = made;
  return MEMTRACE_OK;
}

void free_statistics(memtrace_statistics *statistics) {
  if (!statistics)
    return;
  for (const memtrace_snapshot *snapshot : statistics->snapshots)
    free_snapshot(const_cast<memtrace_snapshot *>(snapshot));
  unmap(statistics->locations, statistics->location_bytes);
  unmap(statistics, statistics->bytes);
}

} // namespace memtrace::rt
