// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each C entry of abi.h is called in place of its function, at every level and
// in the compile step of both LTOs, and with -fno-builtin too.
// RUN: %clang -g -O0 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -g -O1 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -g -O2 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -g -O3 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -g -Os -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -g -O2 -fno-builtin -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck %s
// RUN: %clang -g -O0 -flto -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -g -O2 -flto -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -g -O0 -flto=thin -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck %s
// RUN: %clang -g -O2 -flto=thin -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck %s
#define _GNU_SOURCE
#include <malloc.h>
#include <stdlib.h>

int __memtrace_track(unsigned domain, const void *address, size_t size);

void *volatile keep;

// CHECK-LABEL: define family
// CHECK-NOT: call {{(malloc|calloc|.*alloc|.*align)$}}
void family(size_t n) {
  // CHECK: __memtrace_malloc user={{.*}}.c:[[#@LINE+1]]:10 chain=family@
  keep = malloc(n);
  // CHECK: __memtrace_calloc user={{.*}}.c:[[#@LINE+1]]:10 chain=family@
  keep = calloc(n, 3);
  // CHECK: __memtrace_realloc user={{.*}}.c:[[#@LINE+1]]:10 chain=family@
  keep = realloc(keep, n);
  // CHECK: __memtrace_reallocarray user={{.*}}.c:[[#@LINE+1]]:10 chain=family@
  keep = reallocarray(keep, n, 3);
  // CHECK: __memtrace_aligned_alloc user={{.*}}.c:[[#@LINE+1]]:10 chain=family@
  keep = aligned_alloc(64, n);
  void *p;
  // CHECK: __memtrace_posix_memalign user={{.*}}.c:[[#@LINE+1]]:8 chain=family@
  if (!posix_memalign(&p, 64, n))
    keep = p;
  // CHECK: __memtrace_memalign user={{.*}}.c:[[#@LINE+1]]:10 chain=family@
  keep = memalign(64, n);
  // CHECK: __memtrace_valloc user={{.*}}.c:[[#@LINE+1]]:10 chain=family@
  keep = valloc(n);
  // CHECK: __memtrace_pvalloc user={{.*}}.c:[[#@LINE+1]]:10 chain=family@
  keep = pvalloc(n);
  // CHECK: __memtrace_track_at user={{.*}}.c:[[#@LINE+1]]:3 chain=family@
  __memtrace_track(1, keep, n);
  // CHECK: ret
}
