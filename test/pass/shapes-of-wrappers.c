// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each of these hands a block to its caller, who decided its size.
// RUN: %clang -w -g -O0 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -w -O2 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -w -O3 -flto -S -emit-llvm %s -o - | %annotate | FileCheck %s
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void die(void);
void note(void *);

// The block takes a detour: an offset, a mask, a choice, a loop.
// CHECK: define with_header transparent
void *with_header(size_t n) {
  size_t *p = malloc(n + sizeof *p);
  if (!p)
    return NULL;
  *p = n;
  return p + 1;
}
// CHECK: define masked transparent
void *masked(size_t n) {
  return (void *)(((uintptr_t)malloc(n + 63) + 63) & ~(uintptr_t)63);
}
// CHECK: define retried transparent
void *retried(size_t n) {
  void *p;
  while (!(p = malloc(n)))
    die();
  return p;
}
// CHECK: define either transparent
void *either(int zeroed, size_t n) { return zeroed ? calloc(1, n) : malloc(n); }

// Functions that give back what they are given.
static void *checked(void *p) {
  if (!p)
    die();
  return p;
}
// CHECK: define through_check transparent
void *through_check(size_t n) { return checked(malloc(n)); }
// CHECK: define copied transparent
char *copied(const char *s) { return strcpy(malloc(strlen(s) + 1), s); }
// CHECK: define duplicate transparent
void *duplicate(const void *from, size_t n) {
  return memcpy(malloc(n), from, n);
}

// Lengths of strings, measured in any way.
// CHECK: define own_strdup transparent
char *own_strdup(const char *s) { return checked(strdup(s)); }
int shorter(const char *s) { return 0x3fffffff & (int)strlen(s); }
// CHECK: define by_own_length transparent
char *by_own_length(const char *s) { return calloc(shorter(s) + 1, 1); }
// CHECK: define between transparent
char *between(const char *from, const char *to) {
  return malloc(to - from + 1);
}
char *other_files_strdup(const char *);
// CHECK: define by_name transparent
char *by_name(const char *s) { return other_files_strdup(s); }
// CHECK: define formatted transparent
char *formatted(const char *format, ...) {
  char *p;
  va_list arguments;
  va_start(arguments, format);
  if (vasprintf(&p, format, arguments) < 0)
    p = NULL;
  va_end(arguments);
  return p;
}

// Sizes that were rounded, checked, or grown until they fit.
size_t round_up_elsewhere(size_t);
static size_t round_up(size_t n) { return (n + 15) / 16 * 16; }
// CHECK: define rounded transparent
void *rounded(size_t n) { return malloc(round_up(n)); }
// CHECK: define rounded_elsewhere transparent
void *rounded_elsewhere(size_t n) { return malloc(round_up_elsewhere(n)); }
// CHECK: define at_least transparent
void *at_least(size_t n) { return malloc(n < 64 ? 64 : n); }
// CHECK: define doubled transparent
void *doubled(size_t n) {
  size_t room = 16;
  while (room < n)
    room *= 2;
  return malloc(room);
}
// CHECK: define no_overflow transparent
void *no_overflow(size_t count, size_t size) {
  size_t n;
  if (__builtin_mul_overflow(count, size, &n))
    return NULL;
  return malloc(n);
}
static int multiply(size_t a, size_t b, size_t *product) {
  *product = a * b;
  return b && a > SIZE_MAX / b;
}
// CHECK: define no_overflow_either transparent
void *no_overflow_either(size_t count, size_t size) {
  size_t n;
  return multiply(count, size, &n) ? NULL : malloc(n);
}

// The block is stored through a parameter.
// CHECK: define by_out transparent
int by_out(void **out, size_t n) {
  *out = malloc(n);
  return *out ? 0 : -1;
}
// CHECK: define by_out_of_out transparent
int by_out_of_out(void **out, size_t n) {
  int status = by_out(out, n);
  if (status)
    note(out);
  return status;
}
// CHECK: define from_out transparent
void *from_out(size_t n) {
  void *p;
  if (by_out(&p, n))
    die();
  return p;
}
// CHECK: define aligned transparent
void *aligned(size_t n) {
  void *p = NULL;
  return posix_memalign(&p, 64, n) ? NULL : p;
}
int other_files_out(void **, size_t);
// CHECK: define from_other_files_out transparent
void *from_other_files_out(size_t n) {
  void *p = NULL;
  return other_files_out(&p, n) ? NULL : p;
}
// CHECK: define to_other_files_out transparent
int to_other_files_out(void **out, size_t n) { return other_files_out(out, n); }
int show_what_out_is(void) {
  void *p;
  return to_other_files_out(&p, 8);
}

// realloc's shape.
typedef void *Reallocator(void *data, void *block, size_t old, size_t new);
struct State {
  Reallocator *reallocate;
  void *data;
};
// CHECK: define standard transparent
void *standard(void *data, void *block, size_t old, size_t new) {
  if (!new) {
    free(block);
    return NULL;
  }
  return realloc(block, new);
}
// CHECK: define resize transparent
void *resize(struct State *s, void *block, size_t old, size_t new) {
  void *p = s->reallocate(s->data, block, old, new);
  if (!p && new) {
    note(s);
    p = s->reallocate(s->data, block, old, new);
  }
  return p;
}
// CHECK: define grown transparent
void *grown(struct State *s, void *block, int *room, int size) {
  int new = *room * 2;
  block = resize(s, block, *room * size, new *size);
  *room = new;
  return block;
}

// One measurement of what the caller passed: a pool, or something to copy.
struct Pool {
  int spare;
  size_t block_size;
};
// CHECK: define from_pool transparent
void *from_pool(struct Pool *pool) { return malloc(pool->block_size + 8); }
size_t length_of(const struct State *);
// CHECK: define as_long_as transparent
void *as_long_as(const struct State *s) { return malloc(length_of(s)); }
// Its callers decided nothing.
// CHECK: define user_of_pool{{$}}
void *user_of_pool(struct Pool *pool) {
  void *p = from_pool(pool);
  note(p);
  return p;
}

// An arena's blocks are of its own size, but the caller takes what it wants.
struct Arena {
  char *next;
  size_t left;
};
// CHECK: define from_arena transparent
void *from_arena(struct Arena *arena, size_t n) {
  if (arena->left >= n) {
    char *result = arena->next;
    arena->next += n;
    arena->left -= n;
    return result;
  }
  arena->next = malloc(4096);
  arena->left = 4096;
  char *result = arena->next;
  arena->next += n;
  arena->left -= n;
  return result;
}

// CHECK: define from_static_arena transparent
void *from_static_arena(size_t n) {
  static char *next;
  static size_t left;
  void *p;
  if (n > left) {
    if (!(next = malloc(4096)))
      return NULL;
    left = 4096;
  }
  p = next;
  next += n;
  left -= n;
  return p;
}

// Kept in a table, and returned from there.
struct Table {
  void **slots;
  size_t used, room;
};
// CHECK: define new_entry transparent
void *new_entry(struct Table *table, size_t size) {
  table->slots[table->used] = malloc(size);
  if (!table->slots[table->used])
    return NULL;
  memset(table->slots[table->used], 0, size);
  return table->slots[table->used++];
}

// In the object that another function makes for it.
struct String {
  int references;
  char *text;
};
struct String *make_string(int references, char *text) {
  struct String *string = malloc(sizeof *string);
  string->references = references;
  string->text = text;
  return string;
}
// CHECK: define string_of transparent
struct String *string_of(const char *text, size_t length) {
  return make_string(1, duplicate(text, length));
}

// In a plain struct.
struct Slice {
  char *data;
  size_t length;
};
// CHECK: define slice transparent
struct Slice slice(size_t n) { return (struct Slice){malloc(n), n}; }
struct Buffer {
  int flags;
  char *data;
  size_t length, room;
};
// CHECK: define buffer transparent
struct Buffer buffer(size_t n) {
  struct Buffer b = {0};
  b.data = malloc(n);
  b.room = n;
  return b;
}

// With a size by default.
// CHECK: define default_buffer transparent
struct Buffer default_buffer(void) { return buffer(16); }

// Attributes say what can't be seen.
static void *last;
// CHECK: define promised transparent
__attribute__((malloc)) void *promised(size_t n) {
  last = malloc(n);
  return last;
}
// CHECK: define never_null transparent
__attribute__((returns_nonnull)) void *never_null(size_t n) {
  last = malloc(n);
  return last;
}
extern size_t the_size;
// CHECK: define sized transparent
__attribute__((alloc_size(1))) void *sized(size_t n) {
  the_size = n;
  last = malloc(the_size);
  return last;
}
__attribute__((alloc_size(2))) void *other_files_sized(int flags, size_t n);
// CHECK: define passes_size transparent
void *passes_size(size_t n) { return other_files_sized(0, n); }
