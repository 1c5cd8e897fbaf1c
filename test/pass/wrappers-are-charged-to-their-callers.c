// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function that hands its size to an allocation and returns the result is
// transparent: kept out of line it takes the ambient site, inlined its frame
// is skipped, even where the size became a constant. A factory is no wrapper.
// RUN: %clang -g -O0 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -g -O2 -fno-inline -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck %s
// RUN: %clang -g -O2 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck --check-prefix=INLINED %s
// RUN: %clang -g -O3 -flto -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck --check-prefix=INLINED %s
// RUN: %clang -g -O2 -flto=thin -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck --check-prefix=INLINED %s
// RUN: %clang -gline-tables-only -O2 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck --check-prefix=INLINED %s
#include <stdlib.h>

typedef struct Node {
  int value;
} Node;

// CHECK-LABEL: define xmalloc
// CHECK: ambient or user={{.*}} system
// CHECK-NEXT: __memtrace_malloc ambient
// CHECK: end
void *xmalloc(size_t n) {
  void *p = malloc(n ? n : 1);
  if (!p)
    abort();
  return p;
}

// CHECK-LABEL: define array
// CHECK-NOT: frame
// CHECK: call xmalloc
// CHECK: end
int *array(int n) { return (int *)xmalloc(n * sizeof(int)); }

// CHECK-LABEL: define user
// CHECK: frame user={{.*}}.c:[[#@LINE+4]]:30 chain=user@
// CHECK-NEXT: call array
// INLINED-LABEL: define user
// INLINED: __memtrace_malloc user={{.*}}.c:[[#@LINE+1]]:30 chain=xmalloc@{{.*}},array@{{.*}},user@
int *user(void) { return 1 + array(100); }

// CHECK-LABEL: define node
// CHECK: __memtrace_malloc user={{.*}}.c:[[#@LINE+2]]:13
Node *node(int value) {
  Node *n = malloc(sizeof *n);
  if (n)
    n->value = value;
  return n;
}

// Through a function pointer of its own.
typedef void *Allocator(void *, size_t);
struct State {
  Allocator *allocate;
  void *data;
};
// CHECK-LABEL: define through
// CHECK-NOT: frame
// CHECK: call indirect
// CHECK: end
void *through(struct State *s, size_t n) { return s->allocate(s->data, n); }

// CHECK-LABEL: define sink
// CHECK: frame user={{.*}}.c:[[#@LINE+2]]:
// CHECK-NEXT: call through
int sink(struct State *s) { return through(s, 9) != 0; }

// The forwarding call alone is: what else the wrapper does has its own line.
void complain(const char *);
// CHECK-LABEL: define loud
// CHECK: frame user={{.*}}.c:[[#@LINE+5]]:
// CHECK-NEXT: call complain
// CHECK: ambient or
// CHECK-NEXT: __memtrace_malloc ambient
void *loud(size_t n) {
  complain("out of patience");
  return malloc(n);
}

// main is never a wrapper, whatever its shape.
// CHECK-LABEL: define main
// CHECK: __memtrace_malloc user={{.*}}.c:[[#@LINE+2]]:
int main(int argc, char **argv) {
  char *p = malloc(argc);
  int r = p == argv[0];
  free(p);
  return r;
}
