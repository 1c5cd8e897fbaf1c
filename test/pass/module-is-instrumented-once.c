// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LTO may run the pipeline again over what was instrumented.
// RUN: %clang -g -O1 -S -emit-llvm %s -o %t.once.ll
// RUN: %clang -O0 -S -emit-llvm %t.once.ll -o %t.twice.ll
// RUN: %annotate < %t.once.ll > %t.once.txt
// RUN: %annotate < %t.twice.ll > %t.twice.txt
// RUN: diff %t.once.txt %t.twice.txt
// RUN: FileCheck %s < %t.twice.txt
#include <stdlib.h>
void external(void);
// CHECK-LABEL: define f
// CHECK: frame
// CHECK-NEXT: call external
// CHECK-DAG: restore
// CHECK-DAG: __memtrace_malloc
// CHECK: ret
void *f(void) {
  external();
  return malloc(3);
}
