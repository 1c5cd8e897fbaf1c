// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each of these decides the size itself, or keeps the block: it has lines.
// RUN: %clang -w -g -O0 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -w -O2 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -w -O3 -flto -S -emit-llvm %s -o - | %annotate | FileCheck %s
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// CHECK-NOT: define {{.*}} transparent
// CHECK: define make_foo
struct Foo {
  int kind, length;
  char *name;
  struct Foo *next;
};
struct Foo *make_foo(int kind) {
  struct Foo *foo = malloc(sizeof *foo);
  foo->kind = kind;
  return foo;
}
struct Foo *make_two(int two) {
  return malloc(two ? 2 * sizeof(struct Foo) : 1);
}
static const size_t sizes[] = {8, 24, 80};
void *make_kind(int kind) { return malloc(sizes[kind]); }
static size_t size_of_kind(int kind) {
  switch (kind) {
  case 0:
    return 8;
  case 1:
    return 24;
  }
  return 80;
}
void *make_switched(int kind) { return malloc(size_of_kind(kind)); }

// The block stays in an object.
void grow(struct Foo *foo, int n) { foo->name = realloc(foo->name, n); }
union Value {
  void *p;
  double d;
};
void read_token(union Value *value, const struct Foo *foo) {
  value->p = malloc(foo->length);
}
struct Foo *make_named(const char *name) {
  struct Foo *foo = make_foo(1);
  foo->name = strdup(name);
  return foo;
}
static void *all[100];
void keep(int i, size_t n) { all[i] = malloc(n); }
void push(struct Foo **list, const char *name) {
  struct Foo *foo = make_foo(1);
  foo->name = strdup(name);
  foo->next = *list;
  *list = foo;
}

static struct Foo *foos;
struct Foo *foo_at(int i) {
  if (!foos)
    foos = malloc(100 * sizeof *foos);
  return foos + i;
}

// A computation of its own, of two objects.
char *concat(const struct Foo *a, const struct Foo *b) {
  return malloc(a->length + b->length + 1);
}

// The size comes from elsewhere.
char *read_record(int fd) {
  unsigned n;
  if (read(fd, &n, sizeof n) != sizeof n)
    return NULL;
  return malloc(n);
}
char *read_counted(int fd) {
  char bytes[100];
  long n = read(fd, bytes, sizeof bytes);
  return n < 0 ? NULL : malloc(n);
}
extern size_t page_size;
void *page(void) { return malloc(page_size); }

// The block doesn't leave.
int count_words(const char *s) {
  char *copy = strdup(s);
  int n = 0;
  for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
    ++n;
  free(copy);
  return n;
}

// Another file's function tells by alloc_size which argument counts.
__attribute__((alloc_size(2))) void *other_files_sized(int flags, size_t n);
void *passes_flags(int flags) { return other_files_sized(flags, 80); }

// A flag that a wrapper has beside its size is no size.
void *flagged(int flags, size_t n) {
  return flags & 1 ? calloc(1, n) : malloc(n);
}
void *fixed_page(int flags) { return flagged(flags, 4096); }
// CHECK: define flagged transparent
