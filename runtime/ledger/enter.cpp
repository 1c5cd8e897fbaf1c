// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// enter.cpp: what is entered in the ledger, once for each content: strings,
// frames, sites, callers and contexts; see ledger.h.
#include "ledger/sections.h"

#include "ledger/hash_index.h"
#include "ledger/ledger.h"
#include "ledger/strings.h"
#include "os/modules.h"

#include <string.h>

namespace memtrace::rt {
namespace {

// The child of a fork must not learn of what its parent cleared since.
uint32_t first_context;
uint32_t unknown_context; // the id of what could not be attributed
HashIndex sites_by_hash, callers_by_hash, contexts_by_hash;

bool copy_section(Section &to, const Section &from, size_t bytes) {
  if (!to.grow_to(bytes))
    return false;
  memcpy(to.base(), from.base(), bytes);
  return true;
}

} // namespace

// Frame 0, site 1 and context 1 stand for what could not be attributed.
bool enter_unknown() {
  g_header->string_bytes = 1; // the empty string
  uint32_t name = intern("<unknown>");
  if (!name || !g_sections.frames.grow_to(sizeof(memtrace_ledger_frame)) ||
      !g_sections.sites.grow_to(2 * sizeof(memtrace_ledger_site)) ||
      !g_sections.contexts.grow_to(2 * sizeof(memtrace_ledger_context)))
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

bool enter_all_of(const Sections &parents,
                  const memtrace_ledger_header &known) {
  if (!copy_section(g_sections.strings, parents.strings, known.string_bytes) ||
      !copy_section(g_sections.frames, parents.frames,
                    known.frame_count * sizeof(memtrace_ledger_frame)) ||
      !copy_section(g_sections.sites, parents.sites,
                    known.site_count * sizeof(memtrace_ledger_site)) ||
      !copy_section(g_sections.callers, parents.callers,
                    known.caller_count * sizeof(memtrace_ledger_caller)) ||
      !copy_section(g_sections.contexts, parents.contexts,
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
  return true;
}

uint32_t intern(const char *string) {
  return intern_string(g_sections.strings, string, &g_header->string_bytes);
}

namespace {

const char *resolve(const memtrace_relative &field) {
  return field ? reinterpret_cast<const char *>(&field) + field : "";
}

// Copies the site's frames behind those that are in use; false when there is
// no room.
bool copy_frames(const memtrace_site &from, uint32_t first) {
  auto *frame = reinterpret_cast<const memtrace_frame *>(resolve(from.frames));
  if (!g_sections.frames.grow_to((size_t(first) + from.frame_count) *
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
  return append(g_sections.sites, sites_by_hash, hash, g_header->site_count,
                id_capacity(), site);
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

// The line is to be right when ids run out, so some are kept for sites.
uint32_t ids_with_callers() { return id_capacity() - id_capacity() / 16; }

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
               : append(g_sections.callers, callers_by_hash, hash,
                        g_header->caller_count, UINT32_MAX, caller);
}

uint32_t enter_context(uint32_t site, uint32_t callers) {
  memtrace_ledger_context context = {site, callers};
  uint64_t hash = hash_bytes(kHashBegin, &context, sizeof context);
  uint32_t known = contexts_by_hash.find(hash, [&](uint32_t id) {
    return contexts()[id].site == site && contexts()[id].callers == callers;
  });
  // The last ids of all are no context's: see tag.h and block_cache.h.
  uint32_t limit = callers ? ids_with_callers() : id_capacity() - 2;
  return known ? known
               : append(g_sections.contexts, contexts_by_hash, hash,
                        g_header->context_count, limit, context);
}

uint32_t enter_site_in(uint32_t domain, uint32_t like) {
  memtrace_ledger_site site = sites()[like];
  uint32_t first = g_header->frame_count;
  if (!g_sections.frames.grow_to((size_t(first) + site.frame_count) *
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
  if (count >= ids_with_callers() || ids_with_callers() - count < in_use)
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

} // namespace memtrace::rt
