// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ledger.cpp: the sections of the ledger and the slabs; see ledger.h.
#include "ledger/ledger.h"

#include "ledger/backing.h"
#include "ledger/sections.h"
#include "os/memory.h"

#include <string.h>

namespace memtrace::rt {

Lock g_ledger_lock;
memtrace_ledger_header *g_header;
Sections g_sections;

namespace {

constexpr uint32_t kExtentCapacity = 1u << 15;
constexpr size_t kMaxSectionBytes = size_t(1) << 30;
constexpr size_t kHeaderBytes =
    sizeof(memtrace_ledger_header) +
    size_t(kExtentCapacity) * sizeof(memtrace_ledger_extent);
// A file has to have room for the first extents.
constexpr uint64_t kLeastFile = kHeaderBytes + (256 << 10);

uint32_t capacity;     // ids in a slab
bool strings_are_kept; // once they are let go of

bool open_sections(int fd) {
  size_t section = affordable_reservation(kMaxSectionBytes);
  size_t header_bytes = (kHeaderBytes + page_size() - 1) & ~(page_size() - 1);
  if (fd >= 0)
    open_backing(fd, kLeastFile); // else in memory
  g_sections = {};
  // Pages of the tables that are never touched cost nothing.
  g_sections.slabs = static_cast<Section *>(map(kMaxSlabs * sizeof(Section)));
  if (!g_sections.slabs || !Section::open_header(header_bytes))
    return false;
  memtrace_ledger_header *h = Section::header();
  memcpy(h->magic, MEMTRACE_LEDGER_MAGIC, sizeof h->magic);
  h->version = MEMTRACE_LEDGER_VERSION;
  h->header_bytes = (uint32_t)header_bytes;
  h->extent_capacity = kExtentCapacity;
  g_header = h;
  capacity = (uint32_t)(section / sizeof(memtrace_counter));
  return g_sections.strings.open(MEMTRACE_SECTION_STRINGS, 0, section) &&
         g_sections.frames.open(MEMTRACE_SECTION_FRAMES, 0, section) &&
         g_sections.sites.open(MEMTRACE_SECTION_SITES, 0, section) &&
         g_sections.callers.open(MEMTRACE_SECTION_CALLERS, 0, section) &&
         g_sections.contexts.open(MEMTRACE_SECTION_CONTEXTS, 0, section);
}

// All but the header, which is a section by itself.
template <typename Visit> void for_each(Sections &all, Visit visit) {
  Section *const tables[] = {&all.strings, &all.frames,   &all.sites,
                             &all.callers, &all.contexts, &all.inherited};
  for (Section *table : tables)
    visit(*table);
  for (uint32_t i = 0; i < all.slab_count; ++i)
    visit(all.slabs[i]);
}

void close(Sections &old) {
  for_each(old, [&old](Section &section) {
    if (&section != &old.strings || !strings_are_kept)
      section.close();
  });
  unmap(old.slabs, kMaxSlabs * sizeof(Section));
}

} // namespace

bool open_ledger(int fd) {
  return open_sections(fd) && g_sections.strings.grow_to(1) && enter_unknown();
}

bool open_childs_ledger(int fd) {
  Sections parents = g_sections;
  Section parents_header = Section::opened_header();
  memtrace_ledger_header known = *g_header;
  forget_backing();
  if (!open_sections(fd) || !enter_all_of(parents, known))
    return false;
  g_header->generation = known.generation;
  close(parents);
  parents_header.close();
  return true;
}

void keep_strings() {
  __atomic_store_n(&strings_are_kept, true, __ATOMIC_RELAXED);
}

bool open_inherited(uint32_t count) {
  size_t bytes = count * sizeof(memtrace_ledger_live);
  size_t reservation = (bytes + page_size() - 1) & ~(page_size() - 1);
  return g_sections.inherited.open(MEMTRACE_SECTION_INHERITED, 0,
                                   reservation) &&
         g_sections.inherited.grow_to(bytes);
}

memtrace_ledger_live *inherited_records() {
  return reinterpret_cast<memtrace_ledger_live *>(g_sections.inherited.base());
}

int32_t open_slab() {
  uint32_t index = g_sections.slab_count;
  if (index == kMaxSlabs)
    return -1;
  Section &slab = g_sections.slabs[index];
  if (!slab.open(MEMTRACE_SECTION_COUNTERS, index,
                 size_t(capacity) * sizeof(memtrace_counter)))
    return -1;
  if (!slab.touch(0)) {
    slab.close();
    return -1;
  }
  reinterpret_cast<memtrace_counter *>(slab.base())->generation = 1;
  g_sections.slab_count = index + 1;
  __atomic_store_n(&g_header->slab_count, index + 1, __ATOMIC_RELEASE);
  return (int32_t)index;
}

uint32_t slab_count() { return g_sections.slab_count; }

char *slab_base(uint32_t index) { return g_sections.slabs[index].base(); }

bool touch_counter(uint32_t slab, uint32_t id) {
  size_t distance = size_t(id) * sizeof(memtrace_counter);
  if (g_sections.slabs[slab].is_touched(distance))
    return true;
  Locked hold(g_ledger_lock);
  return g_sections.slabs[slab].touch(distance);
}

uint32_t id_capacity() { return capacity; }

bool is_in_ledger(const void *address) {
  bool is_there = Section::opened_header().contains(address);
  for_each(g_sections, [&is_there, address](Section &section) {
    is_there = is_there || section.contains(address);
  });
  return is_there;
}

void abandon_ledger() {
  Section::opened_header().abandon();
  for_each(g_sections, [](Section &section) { section.abandon(); });
}

const Section &section_of(memtrace_section kind, uint32_t slab) {
  switch (kind) {
  case MEMTRACE_SECTION_STRINGS:
    return g_sections.strings;
  case MEMTRACE_SECTION_FRAMES:
    return g_sections.frames;
  case MEMTRACE_SECTION_SITES:
    return g_sections.sites;
  case MEMTRACE_SECTION_CALLERS:
    return g_sections.callers;
  case MEMTRACE_SECTION_CONTEXTS:
    return g_sections.contexts;
  case MEMTRACE_SECTION_INHERITED:
    return g_sections.inherited;
  case MEMTRACE_SECTION_COUNTERS:
  case MEMTRACE_SECTION_SAMPLES: // nobody opens them here
  case MEMTRACE_SECTION_LIVE:
    break;
  }
  return g_sections.slabs[slab];
}

LedgerView view_ledger() {
  LedgerView view;
  view.header = g_header;
  view.strings = g_sections.strings.base();
  view.frames = frames();
  view.sites = sites();
  view.callers = callers();
  view.contexts = contexts();
  view.inherited = inherited_records();
  view.context_count = context_count();
  view.caller_count = g_header->caller_count;
  view.site_count = g_header->site_count;
  return view;
}

LedgerView view_ledger_of(const memtrace_ledger_header &then) {
  LedgerView view = view_ledger();
  view.header = &then;
  view.site_count = then.site_count;
  view.caller_count = then.caller_count;
  view.context_count = then.context_count;
  return view;
}

} // namespace memtrace::rt
