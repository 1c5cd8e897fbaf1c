// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ledger.cpp: the sections of the ledger and the slabs; see ledger.h.
#include "ledger/ledger.h"

#include "ledger/strings.h"
#include "os/memory.h"

#include <string.h>

namespace memtrace::rt {

Lock g_ledger_lock;
memtrace_ledger_header *g_header;

namespace {

constexpr uint32_t kExtentCapacity = 1u << 16;
constexpr size_t kMaxSectionBytes = size_t(1) << 30;

LedgerHeader header;
Section strings, frames, sites;
Section *slabs;                 // of kMaxSlabs
const memtrace_counter **bases; // the slabs' counters, for the view
uint32_t capacity;              // ids in a slab

memtrace_ledger_site unknown_site() {
  memtrace_ledger_site site = {};
  site.first_frame = 0;
  site.frame_count = 1;
  return site;
}

// Frame 0 and site 1 stand for what could not be attributed.
bool enter_unknown() {
  g_header->string_bytes = 1; // the empty string
  uint32_t name = intern("<unknown>");
  if (!name || !frames.grow_to(sizeof(memtrace_ledger_frame)) ||
      !sites.grow_to(2 * sizeof(memtrace_ledger_site)))
    return false;
  reinterpret_cast<memtrace_ledger_frame *>(frames.base())[0] = {0, name, 0, 0};
  reinterpret_cast<memtrace_ledger_site *>(
      sites.base())[MEMTRACE_UNKNOWN_SITE] = unknown_site();
  g_header->frame_count = 1;
  g_header->site_count = MEMTRACE_UNKNOWN_SITE + 1;
  return true;
}

} // namespace

bool open_ledger() {
  size_t section = affordable_reservation(kMaxSectionBytes);
  size_t header_bytes =
      sizeof(memtrace_ledger_header) +
      size_t(kExtentCapacity) * sizeof(memtrace_ledger_extent);
  // Pages of the tables that are never touched cost nothing.
  header.address = static_cast<memtrace_ledger_header *>(map(header_bytes));
  slabs = static_cast<Section *>(map(kMaxSlabs * sizeof(Section)));
  bases =
      static_cast<const memtrace_counter **>(map(kMaxSlabs * sizeof(*bases)));
  if (!header.address || !slabs || !bases)
    return false;
  header.ledger_bytes = (header_bytes + page_size() - 1) & ~(page_size() - 1);

  memtrace_ledger_header *h = header.address;
  memcpy(h->magic, MEMTRACE_LEDGER_MAGIC, sizeof h->magic);
  h->version = MEMTRACE_LEDGER_VERSION;
  h->header_bytes = (uint32_t)header.ledger_bytes;
  h->extent_capacity = kExtentCapacity;
  g_header = h;
  capacity = (uint32_t)(section / sizeof(memtrace_counter));
  return strings.open(&header, MEMTRACE_SECTION_STRINGS, 0, section) &&
         frames.open(&header, MEMTRACE_SECTION_FRAMES, 0, section) &&
         sites.open(&header, MEMTRACE_SECTION_SITES, 0, section) &&
         open_strings(&strings) && enter_unknown();
}

uint32_t intern(const char *string) {
  return intern_string(string, &g_header->string_bytes);
}

namespace {

const char *resolve(const memtrace_relative &field) {
  return field ? reinterpret_cast<const char *>(&field) + field : "";
}

// Copies the site's frames; false when there is no room.
bool copy_frames(const memtrace_site &from, uint32_t first) {
  auto *frame = reinterpret_cast<const memtrace_frame *>(resolve(from.frames));
  if (!frames.grow_to((size_t(first) + from.frame_count) *
                      sizeof(memtrace_ledger_frame)))
    return false;
  auto *to = reinterpret_cast<memtrace_ledger_frame *>(frames.base()) + first;
  for (uint32_t i = 0; i < from.frame_count; ++i)
    to[i] = {intern(resolve(frame[i].function)), intern(resolve(frame[i].file)),
             frame[i].line, frame[i].column};
  return true;
}

// The id of a new site, 0 when there is no room. The lock is held.
uint32_t enter_site(const memtrace_site &from) {
  uint32_t id = g_header->site_count;
  uint32_t first = g_header->frame_count;
  // The last id of all is that of uncounted blocks: see tag.h.
  if (id == capacity - 1 ||
      !sites.grow_to((size_t(id) + 1) * sizeof(memtrace_ledger_site)) ||
      !copy_frames(from, first))
    return 0;
  memtrace_ledger_site site;
  site.first_frame = first;
  site.frame_count = from.frame_count;
  site.user_frame = from.user_frame;
  site.type = intern(resolve(from.type));
  site.flags = from.flags;
  reinterpret_cast<memtrace_ledger_site *>(sites.base())[id] = site;
  g_header->frame_count = first + from.frame_count;
  __atomic_store_n(&g_header->site_count, id + 1, __ATOMIC_RELEASE);
  return id;
}

} // namespace

void register_site(memtrace_site *site) {
  Locked hold(g_ledger_lock);
  if (site->tag)
    return;
  uint32_t id = enter_site(*site);
  if (!id) {
    id = MEMTRACE_UNKNOWN_SITE;
    g_header->unregistered_sites++;
  }
  site->counter = id * (uint32_t)sizeof(memtrace_counter);
  __atomic_store_n(&site->tag, id << 8, __ATOMIC_RELEASE);
}

int32_t open_slab() {
  uint32_t index = g_header->slab_count;
  if (index == kMaxSlabs ||
      !slabs[index].open(&header, MEMTRACE_SECTION_COUNTERS, index,
                         size_t(capacity) * sizeof(memtrace_counter)))
    return -1;
  if (!slabs[index].grow_to(sizeof(memtrace_counter))) {
    unreserve(slabs[index].base(), size_t(capacity) * sizeof(memtrace_counter));
    return -1;
  }
  bases[index] = reinterpret_cast<memtrace_counter *>(slabs[index].base());
  __atomic_store_n(&g_header->slab_count, index + 1, __ATOMIC_RELEASE);
  return (int32_t)index;
}

char *slab_base(uint32_t index) { return slabs[index].base(); }

bool commit_counter(uint32_t slab, uint32_t id) {
  size_t end = (size_t(id) + 1) * sizeof(memtrace_counter);
  if (end <= slabs[slab].committed())
    return true;
  Locked hold(g_ledger_lock);
  return slabs[slab].grow_to(end);
}

uint32_t id_capacity() { return capacity; }

LedgerView view_ledger() {
  LedgerView view;
  view.header = g_header;
  view.strings = strings.base();
  view.frames = reinterpret_cast<memtrace_ledger_frame *>(frames.base());
  view.sites = reinterpret_cast<memtrace_ledger_site *>(sites.base());
  view.site_count = site_count();
  view.slabs = bases;
  view.slab_count = __atomic_load_n(&g_header->slab_count, __ATOMIC_ACQUIRE);
  return view;
}

} // namespace memtrace::rt
