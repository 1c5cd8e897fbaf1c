// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Left alone, the optimizer merges equal calls of two branches into one, at
// line 0.
// RUN: %clang -g -O2 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -g -O3 -flto=thin -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck %s
// RUN: %plain_clang -g -O2 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck --check-prefix=MERGED %s
#include <stdlib.h>
void *make(int *, size_t);
void *volatile keep;

// CHECK-LABEL: define pick
// CHECK-DAG: __memtrace_malloc user={{.*}}.c:[[#@LINE+9]]:
// CHECK-DAG: __memtrace_malloc user={{.*}}.c:[[#@LINE+10]]:
// CHECK: end
// MERGED-LABEL: define pick
// MERGED-COUNT-1: call malloc
// MERGED-NEXT: ret
void pick(int c, size_t a, size_t b) {
  void *p;
  if (c)
    p = malloc(a);
  else
    p = malloc(b);
  keep = p;
}

// Calls into code without lines of its own keep theirs too.
// CHECK-LABEL: define call
// CHECK-DAG: frame user={{.*}}.c:[[#@LINE+5]]:
// CHECK-DAG: frame user={{.*}}.c:[[#@LINE+6]]:
// CHECK: end
void call(int *c) {
  if (*c)
    keep = make(c, 1);
  else
    keep = make(c, 2);
}
