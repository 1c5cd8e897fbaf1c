// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ledger.cpp: the sections of the ledger and the slabs; see ledger.h.
#include "ledger/ledger.h"

#include "ledger/backing.h"
#include "ledger/hash_index.h"
#include "ledger/strings.h"
#include "os/memory.h"
#include "os/modules.h"

#include <errno.h>
#include <string.h>

namespace memtrace::rt {

Lock g_ledger_lock;
memtrace_ledger_header *g_header;

namespace {

constexpr uint32_t kExtentCapacity = 1u << 15;
constexpr size_t kMaxSectionBytes = size_t(1) << 30;
constexpr size_t kHeaderBytes =
    sizeof(memtrace_ledger_header) +
    size_t(kExtentCapacity) * sizeof(memtrace_ledger_extent);
// A file has to have room for the first extents.
constexpr uint64_t kLeastFile = kHeaderBytes + (256 << 10);

// All that belongs to one ledger; a fork's child has its parent's and its own.
struct Ledger {
  Section strings, frames, sites, callers, contexts;
  Section inherited; // of the child of a fork
  Section *slabs;    // of kMaxSlabs
  uint32_t slab_count;
};
Ledger ledger;
uint32_t capacity;     // ids in a slab
bool strings_are_kept; // once they are let go of
// The child of a fork must not learn of what its parent cleared since.
uint32_t first_context;
uint32_t unknown_context; // the id of what could not be attributed
HashIndex sites_by_hash, callers_by_hash, contexts_by_hash;

memtrace_ledger_frame *frames() {
  return reinterpret_cast<memtrace_ledger_frame *>(ledger.frames.base());
}

memtrace_ledger_site *sites() {
  return reinterpret_cast<memtrace_ledger_site *>(ledger.sites.base());
}

memtrace_ledger_caller *callers() {
  return reinterpret_cast<memtrace_ledger_caller *>(ledger.callers.base());
}

memtrace_ledger_context *contexts() {
  return reinterpret_cast<memtrace_ledger_context *>(ledger.contexts.base());
}

bool open_sections(int fd) {
  size_t section = affordable_reservation(kMaxSectionBytes);
  size_t header_bytes = (kHeaderBytes + page_size() - 1) & ~(page_size() - 1);
  if (fd >= 0)
    open_backing(fd, kLeastFile); // else in memory
  ledger = {};
  // Pages of the tables that are never touched cost nothing.
  ledger.slabs = static_cast<Section *>(map(kMaxSlabs * sizeof(Section)));
  if (!ledger.slabs || !Section::open_header(header_bytes))
    return false;
  memtrace_ledger_header *h = Section::header();
  memcpy(h->magic, MEMTRACE_LEDGER_MAGIC, sizeof h->magic);
  h->version = MEMTRACE_LEDGER_VERSION;
  h->header_bytes = (uint32_t)header_bytes;
  h->extent_capacity = kExtentCapacity;
  g_header = h;
  capacity = (uint32_t)(section / sizeof(memtrace_counter));
  return ledger.strings.open(MEMTRACE_SECTION_STRINGS, 0, section) &&
         ledger.frames.open(MEMTRACE_SECTION_FRAMES, 0, section) &&
         ledger.sites.open(MEMTRACE_SECTION_SITES, 0, section) &&
         ledger.callers.open(MEMTRACE_SECTION_CALLERS, 0, section) &&
         ledger.contexts.open(MEMTRACE_SECTION_CONTEXTS, 0, section);
}

void close(Ledger &old) {
  for (uint32_t i = 0; i < old.slab_count; ++i)
    old.slabs[i].close();
  if (!strings_are_kept)
    old.strings.close();
  old.frames.close();
  old.sites.close();
  old.callers.close();
  old.contexts.close();
  old.inherited.close();
  unmap(old.slabs, kMaxSlabs * sizeof(Section));
}

// Frame 0, site 1 and context 1 stand for what could not be attributed.
bool enter_unknown() {
  g_header->string_bytes = 1; // the empty string
  uint32_t name = intern("<unknown>");
  if (!name || !ledger.frames.grow_to(sizeof(memtrace_ledger_frame)) ||
      !ledger.sites.grow_to(2 * sizeof(memtrace_ledger_site)) ||
      !ledger.contexts.grow_to(2 * sizeof(memtrace_ledger_context)))
    return false;
  frames()[0] = {0, name, 0, 0};
  memtrace_ledger_site unknown = {};
  unknown.frame_count = 1;
  sites()[MEMTRACE_UNKNOWN_SITE] = unknown;
  memtrace_ledger_context context = {MEMTRACE_UNKNOWN_SITE, 0};
  contexts()[MEMTRACE_UNKNOWN_CONTEXT] = context;
  contexts_by_hash.add(hash_bytes(kHashBegin, &context, sizeof context),
                       MEMTRACE_UNKNOWN_CONTEXT);
  g_header->frame_count = 1;
  g_header->site_count = MEMTRACE_UNKNOWN_SITE + 1;
  g_header->caller_count = 1;
  g_header->context_count = MEMTRACE_UNKNOWN_CONTEXT + 1;
  unknown_context = MEMTRACE_UNKNOWN_CONTEXT;
  g_header->frames_kept = 1;
  g_header->first_context = first_context = MEMTRACE_UNKNOWN_CONTEXT;
  return true;
}

bool copy_section(Section &to, const Section &from, size_t bytes) {
  if (!to.grow_to(bytes))
    return false;
  memcpy(to.base(), from.base(), bytes);
  return true;
}

} // namespace

bool open_ledger(int fd) {
  return open_sections(fd) && ledger.strings.grow_to(1) && enter_unknown();
}

bool open_childs_ledger(int fd) {
  Ledger parents = ledger;
  Section parents_header = Section::opened_header();
  memtrace_ledger_header known = *g_header;
  forget_backing();
  if (!open_sections(fd) ||
      !copy_section(ledger.strings, parents.strings, known.string_bytes) ||
      !copy_section(ledger.frames, parents.frames,
                    known.frame_count * sizeof(memtrace_ledger_frame)) ||
      !copy_section(ledger.sites, parents.sites,
                    known.site_count * sizeof(memtrace_ledger_site)) ||
      !copy_section(ledger.callers, parents.callers,
                    known.caller_count * sizeof(memtrace_ledger_caller)) ||
      !copy_section(ledger.contexts, parents.contexts,
                    known.context_count * sizeof(memtrace_ledger_context)))
    return false;
  g_header->string_bytes = known.string_bytes;
  g_header->frame_count = known.frame_count;
  g_header->site_count = known.site_count;
  g_header->caller_count = known.caller_count;
  g_header->context_count = known.context_count;
  g_header->frames_kept = known.frames_kept;
  g_header->frames_deep = known.frames_deep;
  g_header->first_context = first_context;
  g_header->unregistered_sites = known.unregistered_sites;
  g_header->generation = known.generation;
  close(parents);
  parents_header.close();
  return true;
}

void keep_strings() {
  __atomic_store_n(&strings_are_kept, true, __ATOMIC_RELAXED);
}

uint32_t intern(const char *string) {
  return intern_string(ledger.strings, string, &g_header->string_bytes);
}

namespace {

const char *resolve(const memtrace_relative &field) {
  return field ? reinterpret_cast<const char *>(&field) + field : "";
}

// Copies the site's frames behind those that are in use; false when there is
// no room.
bool copy_frames(const memtrace_site &from, uint32_t first) {
  auto *frame = reinterpret_cast<const memtrace_frame *>(resolve(from.frames));
  if (!ledger.frames.grow_to((size_t(first) + from.frame_count) *
                             sizeof(memtrace_ledger_frame)))
    return false;
  for (uint32_t i = 0; i < from.frame_count; ++i)
    frames()[first + i] = {intern(resolve(frame[i].function)),
                           intern(resolve(frame[i].file)), frame[i].line,
                           frame[i].column};
  return true;
}

uint64_t hash_of(const memtrace_ledger_site &site) {
  uint64_t hash = hash_bytes(kHashBegin, frames() + site.first_frame,
                             site.frame_count * sizeof(memtrace_ledger_frame));
  hash = hash_bytes(hash, &site.user_frame, sizeof site.user_frame);
  hash = hash_bytes(hash, &site.type, sizeof site.type);
  hash = hash_bytes(hash, &site.callee, sizeof site.callee);
  hash = hash_bytes(hash, &site.domain, sizeof site.domain);
  hash = hash_bytes(hash, &site.module, sizeof site.module);
  return hash_bytes(hash, &site.flags, sizeof site.flags);
}

bool are_equal(const memtrace_ledger_site &a, const memtrace_ledger_site &b) {
  return a.frame_count == b.frame_count && a.user_frame == b.user_frame &&
         a.type == b.type && a.callee == b.callee && a.flags == b.flags &&
         a.domain == b.domain && a.module == b.module &&
         memcmp(frames() + a.first_frame, frames() + b.first_frame,
                a.frame_count * sizeof(memtrace_ledger_frame)) == 0;
}

// Puts an element behind the `count` that its section has; 0 when there is no
// room. The lock is held.
template <typename T>
uint32_t append(Section &section, HashIndex &index, uint64_t hash,
                uint32_t &count, uint32_t limit, const T &element) {
  uint32_t next = count;
  if (next >= limit || !section.grow_to((size_t(next) + 1) * sizeof(T)))
    return 0;
  index.add(hash, next); // without memory for it, it has two indices later
  reinterpret_cast<T *>(section.base())[next] = element;
  __atomic_store_n(&count, next + 1, __ATOMIC_RELEASE);
  return next;
}

uint32_t append_site(const memtrace_ledger_site &site) {
  uint64_t hash = hash_of(site);
  uint32_t known = sites_by_hash.find(
      hash, [&](uint32_t i) { return are_equal(sites()[i], site); });
  if (known)
    return known;
  g_header->frame_count = site.first_frame + site.frame_count;
  return append(ledger.sites, sites_by_hash, hash, g_header->site_count,
                capacity, site);
}

uint32_t module_of(const memtrace_site &site) {
  const char *name = module_name_at(&site);
  if (!name)
    return 0;
  return *name ? intern(name) : g_header->program;
}

uint32_t enter_site(const memtrace_site &from) {
  memtrace_ledger_site site = {};
  site.first_frame = g_header->frame_count;
  site.frame_count = from.frame_count;
  site.user_frame = from.user_frame;
  site.flags = from.flags;
  if (!copy_frames(from, site.first_frame))
    return 0;
  site.type = intern(resolve(from.type));
  site.callee = intern(resolve(from.callee));
  site.module = module_of(from);
  return append_site(site);
}

} // namespace

uint32_t enter_caller(memtrace_ledger_caller caller) {
  caller.depth = caller.outer ? callers()[caller.outer].depth + 1 : 1;
  uint32_t key[] = {caller.site, caller.outer};
  uint64_t hash = hash_bytes(kHashBegin, key, sizeof key);
  uint32_t known = callers_by_hash.find(hash, [&](uint32_t i) {
    return callers()[i].site == caller.site &&
           callers()[i].outer == caller.outer;
  });
  return known ? known
               : append(ledger.callers, callers_by_hash, hash,
                        g_header->caller_count, UINT32_MAX, caller);
}

uint32_t enter_context(uint32_t site, uint32_t callers) {
  memtrace_ledger_context context = {site, callers};
  uint64_t hash = hash_bytes(kHashBegin, &context, sizeof context);
  uint32_t known = contexts_by_hash.find(hash, [&](uint32_t id) {
    return contexts()[id].site == site && contexts()[id].callers == callers;
  });
  // The last ids of all are no context's: see tag.h and block_cache.h. The line
  // is to be right when ids run out, so some are kept for sites.
  uint32_t limit = callers ? capacity - capacity / 16 : capacity - 2;
  return known ? known
               : append(ledger.contexts, contexts_by_hash, hash,
                        g_header->context_count, limit, context);
}

uint32_t enter_site_in(uint32_t domain, uint32_t like) {
  memtrace_ledger_site site = sites()[like];
  uint32_t first = g_header->frame_count;
  if (!ledger.frames.grow_to((size_t(first) + site.frame_count) *
                             sizeof(memtrace_ledger_frame)))
    return 0;
  for (uint32_t i = 0; i < site.frame_count; ++i)
    frames()[first + i] = frames()[site.first_frame + i];
  // The name that stands for what is unknown is not one of a file.
  if (like == MEMTRACE_UNKNOWN_SITE)
    frames()[first] = {};
  site.first_frame = first;
  site.domain = domain;
  return append_site(site);
}

bool begin_contexts_anew() {
  uint32_t count = g_header->context_count;
  uint32_t in_use = count - g_header->first_context;
  uint32_t left = capacity - capacity / 16 - count;
  if (count >= capacity - capacity / 16 || left < in_use)
    return false;
  // The unknown one's is there before anybody needs it.
  contexts_by_hash.clear();
  uint32_t id = enter_context(MEMTRACE_UNKNOWN_SITE, 0);
  if (!id)
    return false;
  unknown_context = first_context = id;
  __atomic_store_n(&g_header->first_context, id, __ATOMIC_RELEASE);
  return true;
}

uint32_t site_of(const memtrace_site *registered) {
  return contexts()[registered->tag >> 8].site;
}

void register_site(memtrace_site *site) {
  Locked hold(g_ledger_lock);
  register_site_locked(site);
}

void register_site_locked(memtrace_site *site) {
  if (is_registered(*site))
    return;
  uint32_t entered = site->tag ? site_of(site) : enter_site(*site);
  uint32_t id = entered ? enter_context(entered, 0) : 0;
  if (!id) {
    id = unknown_context;
    g_header->unregistered_sites++;
  }
  __atomic_store_n(&site->counter, id * (uint32_t)sizeof(memtrace_counter),
                   __ATOMIC_RELAXED);
  __atomic_store_n(&site->tag, id << 8, __ATOMIC_RELEASE);
}

bool open_inherited(uint32_t count) {
  size_t bytes = count * sizeof(memtrace_ledger_live);
  size_t reservation = (bytes + page_size() - 1) & ~(page_size() - 1);
  return ledger.inherited.open(MEMTRACE_SECTION_INHERITED, 0, reservation) &&
         ledger.inherited.grow_to(bytes);
}

memtrace_ledger_live *inherited_records() {
  return reinterpret_cast<memtrace_ledger_live *>(ledger.inherited.base());
}

int32_t open_slab() {
  uint32_t index = ledger.slab_count;
  if (index == kMaxSlabs)
    return -1;
  Section &slab = ledger.slabs[index];
  if (!slab.open(MEMTRACE_SECTION_COUNTERS, index,
                 size_t(capacity) * sizeof(memtrace_counter)))
    return -1;
  if (!slab.touch(0)) {
    slab.close();
    return -1;
  }
  reinterpret_cast<memtrace_counter *>(slab.base())->generation = 1;
  ledger.slab_count = index + 1;
  __atomic_store_n(&g_header->slab_count, index + 1, __ATOMIC_RELEASE);
  return (int32_t)index;
}

uint32_t slab_count() { return ledger.slab_count; }

char *slab_base(uint32_t index) { return ledger.slabs[index].base(); }

bool touch_counter(uint32_t slab, uint32_t id) {
  size_t distance = size_t(id) * sizeof(memtrace_counter);
  if (ledger.slabs[slab].is_touched(distance))
    return true;
  Locked hold(g_ledger_lock);
  return ledger.slabs[slab].touch(distance);
}

uint32_t id_capacity() { return capacity; }

bool is_in_ledger(const void *address) {
  if (Section::opened_header().contains(address) ||
      ledger.strings.contains(address) || ledger.frames.contains(address) ||
      ledger.sites.contains(address) || ledger.callers.contains(address) ||
      ledger.contexts.contains(address) || ledger.inherited.contains(address))
    return true;
  for (uint32_t i = 0; i < ledger.slab_count; ++i)
    if (ledger.slabs[i].contains(address))
      return true;
  return false;
}

void abandon_ledger() {
  Section::opened_header().abandon();
  ledger.strings.abandon();
  ledger.frames.abandon();
  ledger.sites.abandon();
  ledger.callers.abandon();
  ledger.contexts.abandon();
  ledger.inherited.abandon();
  for (uint32_t i = 0; i < ledger.slab_count; ++i)
    ledger.slabs[i].abandon();
}

const Section &section_of(memtrace_section kind, uint32_t slab) {
  switch (kind) {
  case MEMTRACE_SECTION_STRINGS:
    return ledger.strings;
  case MEMTRACE_SECTION_FRAMES:
    return ledger.frames;
  case MEMTRACE_SECTION_SITES:
    return ledger.sites;
  case MEMTRACE_SECTION_CALLERS:
    return ledger.callers;
  case MEMTRACE_SECTION_CONTEXTS:
    return ledger.contexts;
  case MEMTRACE_SECTION_INHERITED:
    return ledger.inherited;
  case MEMTRACE_SECTION_COUNTERS:
  case MEMTRACE_SECTION_SAMPLES: // nobody opens them here
  case MEMTRACE_SECTION_LIVE:
    break;
  }
  return ledger.slabs[slab];
}

LedgerView view_ledger() {
  LedgerView view;
  view.header = g_header;
  view.strings = ledger.strings.base();
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
