// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// contexts.cpp: the slow way to a context; see contexts.h. The table, which
// only grows, is private memory: a reader has no use for it, and the child of a
// fork goes on with its own.
#include "core/contexts.h"

#include "core/busy.h"
#include "ledger/ledger.h"
#include "os/memory.h"

#include <stddef.h>

namespace memtrace::rt {

namespace {
// A ContextTable of a process that has none.
struct {
  uint32_t shift;
  Context *slots[2];
} empty = {63, {}};
} // namespace

Contexts g_contexts = {reinterpret_cast<ContextTable *>(&empty), 0};
memtrace_site g_missing_callers;

namespace {

constexpr size_t kRoom = 64 << 10;
constexpr uint32_t kFirstShift = 64 - 12;
constexpr size_t kSmallTable = size_t(1) << 17; // slots

size_t taken; // slots
bool is_full; // no more ids, or no memory
// Where the next context goes.
char *room;
size_t room_left;

CallersArray *unused_arrays;
bool opened_late; // the contexts

size_t slot_count(uint32_t shift) { return size_t(1) << (64 - shift); }

ContextTable *make_table(uint32_t shift) {
  size_t bytes = sizeof(ContextTable) + slot_count(shift) * sizeof(Context *);
  auto *table = static_cast<ContextTable *>(map(bytes));
  if (!table)
    return nullptr;
  count_own_bytes(bytes);
  table->shift = shift;
  return table;
}

void put(ContextTable *table, Context *context) {
  size_t last = slot_count(table->shift) - 1;
  size_t i = context->hash >> table->shift;
  while (table->slots[i & last])
    ++i;
  __atomic_store_n(&table->slots[i & last], context, __ATOMIC_RELEASE);
}

// The old table may be in use for a moment more, and stays.
bool widen() {
  ContextTable *old = g_contexts.table;
  ContextTable *wider = make_table(old->shift - 1);
  if (!wider)
    return false;
  taken = 0;
  for (size_t i = 0; i < slot_count(old->shift); ++i)
    if (old->slots[i] && old->slots[i]->site) {
      put(wider, old->slots[i]);
      ++taken;
    }
  __atomic_store_n(&g_contexts.table, wider, __ATOMIC_RELEASE);
  return true;
}

// What the calls come to that led to an allocation.
struct Stack {
  memtrace_site *site;
  uint64_t hash;
  uint64_t callers[kMostFrames - 1];
};

bool enters_callers(const memtrace_site *site) {
  return (site->flags & (MEMTRACE_SITE_STACKS | kCreatesThread)) != 0;
}

// Where the thread's array may not reach: the last one, a gap, what is kept.
void copy_what_is_kept(Stack *stack, uint32_t count) {
  const memtrace_thread_frames &thread = MEMTRACE_THREAD_FRAMES;
  const uint64_t *kept = thread.stacks.callers + thread.stacks.capacity;
  uint32_t i = count;
  if (site_in(thread.stacks.word) != stack->site)
    stack->callers[--i] = thread.stacks.word;
  if (i > 0)
    stack->callers[--i] = word_of(&g_missing_callers, 0);
  while (i > 0)
    stack->callers[--i] = kept == thread.stacks.callers ? 0 : *--kept;
}

Stack stack_of(memtrace_site *site) {
  Stack stack;
  uint32_t count = g_contexts.caller_count;
  stack.site = site;
  if (const uint64_t *end = end_of_callers(site))
    for (uint32_t i = 0; i < count; ++i) // a signal handler may write there
      stack.callers[i] = end[(ptrdiff_t)i - count];
  else
    copy_what_is_kept(&stack, count);
  stack.hash = hash_context(site, stack.callers, count);
  return stack;
}

const Context *find(const Stack &stack) {
  const ContextTable &table =
      *__atomic_load_n(&g_contexts.table, __ATOMIC_ACQUIRE);
  size_t last = slot_count(table.shift) - 1;
  for (size_t i = stack.hash >> table.shift;; ++i) {
    const Context *context =
        __atomic_load_n(&table.slots[i & last], __ATOMIC_ACQUIRE);
    if (!context || (context->hash == stack.hash &&
                     is_context_of(*context, stack.site, stack.callers,
                                   g_contexts.caller_count)))
      return context;
  }
}

// 0: without room.
uint32_t enter_caller_of(const memtrace_site *site, uint32_t outer) {
  memtrace_ledger_caller entered = {0, outer, 0, 0};
  if (site != &g_missing_callers)
    entered.site = site_of(site);
  return enter_caller(entered);
}

// The index of the innermost caller, 0 for none, -1 without room.
int64_t enter_callers(const Stack &stack) {
  uint32_t count = g_contexts.caller_count;
  if (count == 0)
    return 0;
  uint32_t outer = 0;
  bool gap = false; // was the last one
  auto enter = [&](const memtrace_site *site) {
    bool is_gap = site == &g_missing_callers;
    if (is_gap && gap)
      return true;
    gap = is_gap;
    outer = enter_caller_of(site, outer);
    return outer != 0;
  };
  // Of code with lines only, the ambient site hides whose it was before. Its
  // own is no caller.
  const memtrace_site *ambient = current_site();
  bool hides =
      ambient && !enters_callers(ambient) && !enters_callers(stack.site);
  if (hides && ambient != stack.site)
    --count;
  for (uint32_t i = 0; i < count; ++i) {
    memtrace_site *caller = site_in(stack.callers[i]);
    if (!caller || caller->flags & kCreatesThread)
      continue;
    if (caller != &g_missing_callers) {
      register_site_locked(caller);
      if (!enters_callers(caller) && !enter(&g_missing_callers))
        return -1;
    }
    if (!enter(caller))
      return -1;
  }
  return hides && !enter(&g_missing_callers) ? -1 : outer;
}

void remember(const Stack &stack, uint32_t id) {
  uint32_t count = g_contexts.caller_count;
  size_t bytes = sizeof(Context) + count * sizeof *stack.callers;
  if (room_left < bytes) {
    room = static_cast<char *>(map(kRoom));
    room_left = room ? kRoom : 0;
    count_own_bytes(room_left);
  }
  // Sparse while it is small, so that what is looked for is in its first slot
  // as a rule; but without memory for that any will do. The search needs an
  // end.
  size_t slots = slot_count(g_contexts.table->shift);
  bool crowded = taken * (slots < kSmallTable ? 8 : 2) >= slots;
  bool full = crowded && !widen() && taken + 2 > slots;
  if (!room || full)
    return; // found in the ledger next time
  auto *context = reinterpret_cast<Context *>(room);
  room += bytes;
  room_left -= bytes;
  ++taken;
  context->hash = stack.hash;
  context->site = stack.site;
  context->counter = id * (uint32_t)sizeof(memtrace_counter);
  context->tag = id << 8;
  for (uint32_t i = 0; i < count; ++i)
    context->callers[i] = stack.callers[i];
  put(g_contexts.table, context);
}

// 0: without room.
uint32_t enter(const Stack &stack) {
  if (__atomic_load_n(&is_full, __ATOMIC_RELAXED))
    return 0;
  Locked hold(g_ledger_lock);
  if (const Context *context = find(stack)) // by another thread meanwhile
    return context->tag >> 8;
  int64_t callers = enter_callers(stack);
  uint32_t id =
      callers < 0 ? 0 : enter_context(site_of(stack.site), (uint32_t)callers);
  if (id)
    remember(stack, id);
  else
    __atomic_store_n(&is_full, true, __ATOMIC_RELAXED);
  return id;
}

} // namespace

// Where the table is half full, nearly all are that near.
__attribute__((noinline)) const Context *
search_context(const memtrace_site *site, const uint64_t *callers,
               uint32_t count, const Context **recent) {
  constexpr size_t kMostSteps = 8;
  uint64_t hash = hash_context(site, callers, count);
  const ContextTable &table =
      *__atomic_load_n(&g_contexts.table, __ATOMIC_ACQUIRE);
  size_t last = slot_count(table.shift) - 1;
  size_t first = hash >> table.shift;
  for (size_t i = first; i < first + kMostSteps; ++i) {
    const Context *context =
        __atomic_load_n(&table.slots[i & last], __ATOMIC_ACQUIRE);
    if (!context)
      return nullptr;
    if (context->hash == hash &&
        is_context_of(*context, site, callers, count)) {
      *recent = context;
      return context;
    }
  }
  return nullptr;
}

const Context *find_unusual_context(const memtrace_site *site) {
  return g_contexts.caller_count ? find_context(site, g_contexts.caller_count)
                                 : nullptr;
}

uint32_t id_in_domain(memtrace_site *site, uint32_t domain) {
  Stack stack = {};
  if (g_contexts.caller_count)
    stack = stack_of(site);
  Locked hold(g_ledger_lock);
  register_site_locked(site);
  uint32_t entered = enter_site_in(domain, site_of(site));
  int64_t callers = enter_callers(stack);
  return entered && callers >= 0 ? enter_context(entered, (uint32_t)callers)
                                 : 0;
}

uint32_t id_for(memtrace_site *site) {
  if (!is_registered(*site))
    register_site(site);
  if (!g_contexts.caller_count)
    return site->tag >> 8;
  if (const Context *context = find_context(site))
    return context->tag >> 8;
  if (!MEMTRACE_THREAD_FRAMES.stacks.callers && g_thread.slab) {
    Locked hold(g_ledger_lock); // attached before there were callers
    open_callers(MEMTRACE_THREAD_FRAMES, opened_late);
  }
  Stack stack = stack_of(site);
  const Context *context = find(stack);
  uint32_t id = context ? context->tag >> 8 : enter(stack);
  if (!id) {
    __atomic_fetch_add(&g_header->callerless_blocks, 1, __ATOMIC_RELAXED);
    return site->tag >> 8;
  }
  return id;
}

bool open_contexts(uint32_t frames, bool late) {
  Busy busy;
  Locked hold(g_ledger_lock);
  ContextTable *table = make_table(kFirstShift);
  if (!table)
    return false;
  __atomic_store_n(&g_contexts.table, table, __ATOMIC_RELEASE);
  opened_late = late;
  g_header->frames_kept = frames;
  g_header->frames_deep = kMostCallers;
  __atomic_store_n(&g_contexts.caller_count, frames - 1, __ATOMIC_RELEASE);
  return true;
}

void open_callers(memtrace_thread_frames &thread, bool late) {
  if (!g_contexts.caller_count || thread.stacks.callers)
    return;
  CallersArray *array = unused_arrays;
  if (array) {
    unused_arrays = array->next;
  } else {
    array = static_cast<CallersArray *>(map(sizeof *array));
    if (!array)
      return;
    count_own_bytes(page_size()); // few threads are deeper than that
  }
  const uint64_t missing = word_of(&g_missing_callers, 0);
  array->nobody[kMostFrames - 1] = late ? missing : 0;
  // Who has entered them had another array; without one nobody gets deeper.
  uint32_t unknown = depth_in(thread.stacks.word);
  for (uint32_t i = 0; i < unknown; ++i)
    array->callers[i] = missing;
  thread.stacks.callers = array->callers;
  __atomic_store_n(&thread.stacks.capacity, kCallersRoom, __ATOMIC_RELEASE);
}

void close_callers() {
  memtrace_thread_frames &thread = MEMTRACE_THREAD_FRAMES;
  if (!thread.stacks.callers)
    return;
  thread.stacks.capacity = 0;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  CallersArray *array = array_of(thread.stacks.callers);
  thread.stacks.callers = nullptr;
  array->next = unused_arrays;
  unused_arrays = array;
}

void for_each_caller(CallersArray &array, void (*take)(uint64_t *)) {
  // Nobody is entered as null, but not as often in a row.
  uint32_t empty = 0;
  for (uint32_t i = 0; i < kCallersRoom && empty < kMostFrames; ++i) {
    empty = site_in(array.callers[i]) ? 0 : empty + 1;
    if (!empty)
      take(&array.callers[i]);
  }
}

void for_each_unused_caller(void (*take)(uint64_t *place)) {
  for (CallersArray *array = unused_arrays; array; array = array->next)
    for_each_caller(*array, take);
}

void reopen_contexts() {
  // They may have been half changed when another thread forked.
  room_left = 0;
  unused_arrays = nullptr;
}

void forget_contexts(bool (*is_lost)(const memtrace_site *site)) {
  Locked hold(g_ledger_lock);
  const ContextTable *table = g_contexts.table;
  for (size_t i = 0; i < slot_count(table->shift); ++i) {
    Context *context = table->slots[i];
    if (!context || !context->site)
      continue;
    bool lost = is_lost(context->site);
    for (uint32_t j = 0; j < g_contexts.caller_count && !lost; ++j)
      if (const memtrace_site *caller = site_in(context->callers[j]))
        lost = is_lost(caller);
    if (lost)
      __atomic_store_n(&context->site, nullptr, __ATOMIC_RELAXED);
  }
}

bool forget_all_contexts() {
  Locked hold(g_ledger_lock);
  if (!begin_contexts_anew())
    return false;
  const ContextTable *table = g_contexts.table;
  for (size_t i = 0; i < slot_count(table->shift); ++i)
    if (Context *context = table->slots[i])
      __atomic_store_n(&context->site, nullptr, __ATOMIC_RELAXED);
  __atomic_store_n(&is_full, false, __ATOMIC_RELAXED);
  return true;
}

} // namespace memtrace::rt
