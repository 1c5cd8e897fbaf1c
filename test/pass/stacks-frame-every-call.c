// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// With stacks every call that may allocate is framed, those of the user's own
// functions too. Who makes such a call enters his own caller first, and is the
// ambient site when he allocates. The depth is set with each site.
// RUN: %say_clang -mllvm -memtrace-stacks -O0 -S -emit-llvm %s -o %t.ll
// RUN: %annotate < %t.ll | FileCheck %s
// RUN: %say_clang -mllvm -memtrace-stacks -O2 -S -emit-llvm %s -o %t.ll
// RUN: %annotate < %t.ll | FileCheck %s
//
// The runtime hears of it before the module's own constructors; of code that
// keeps no caller it needn't.
// RUN: FileCheck %s --check-prefix=LOADED < %t.ll
// LOADED: @llvm.global_ctors = {{.*}}i32 1, {{.*}}@__memtrace_stacks_loaded
// RUN: %say_clang -mllvm -memtrace-stacks -DNOTHING -S -emit-llvm %s -o %t.ll
// RUN: FileCheck %s --check-prefix=NOTHING < %t.ll
// NOTHING-NOT: __memtrace_stacks_loaded
#include <math.h>
#include <stdlib.h>

void *volatile keep;
#define OUT_OF_LINE __attribute__((noinline))

// What calls nothing that allocates has its caller as the ambient site.
// CHECK-LABEL: define leaf
// CHECK-NEXT: __memtrace_malloc user=stacks-frame-every-call.c:[[@LINE+2]]:{{[0-9]+}} chain=leaf@stacks-frame-every-call.c:[[@LINE+2]] stacks
// CHECK-NEXT: ret
OUT_OF_LINE void leaf(int n) { keep = malloc(n); }
#ifndef NOTHING

// What is called is no tail call.
// CHECK-LABEL: define caller
// CHECK-NEXT: save
// CHECK-NEXT: caller
// CHECK-NEXT: frame user=stacks-frame-every-call.c:[[@LINE+7]]:{{[0-9]+}} {{.*}}callee=leaf stacks
// CHECK-NEXT: call leaf
// CHECK-NEXT: frame user=stacks-frame-every-call.c:[[@LINE+6]]
// CHECK-NEXT: call leaf
// CHECK-NEXT: restore
// CHECK-NEXT: ret
OUT_OF_LINE void caller(int n) {
  leaf(n);
  leaf(n + 1);
}

// CHECK-LABEL: define leaves
// CHECK: save
// CHECK-NEXT: caller
// CHECK-NEXT: frame user=stacks-frame-every-call.c:[[@LINE+8]]:{{[0-9]+}} {{.*}}callee=external stacks
// CHECK-NEXT: call external
// CHECK-NEXT: frame user=stacks-frame-every-call.c:[[@LINE+7]]
// CHECK-NEXT: __memtrace_malloc user=stacks-frame-every-call.c:[[@LINE+6]]
// CHECK-NEXT: restore
// CHECK-NEXT: ret
void external(int n);
OUT_OF_LINE void leaves(int n) {
  external(n);
  keep = malloc(n);
}

// What it found is put back behind an allocation that it ends with, too.
// CHECK-LABEL: define ends
// CHECK: call external
// CHECK-NEXT: frame
// CHECK-NEXT: __memtrace_malloc
// CHECK-NEXT: restore
// CHECK-NEXT: ret
OUT_OF_LINE void *ends(int n) {
  external(n);
  return malloc(16);
}

// Through a pointer: nobody knows what is called.
// CHECK-LABEL: define indirect
// CHECK: frame user=stacks-frame-every-call.c:[[@LINE+3]]:{{[0-9]+}}
// CHECK-NOT: callee=
// CHECK: call indirect
OUT_OF_LINE void indirect(void (*f)(int)) { f(1); }

// A wrapper takes its caller's site, and enters nobody.
// CHECK-LABEL: define wrapper transparent
// CHECK-NOT: caller
// CHECK: ret
OUT_OF_LINE void *wrapper(size_t n) { return malloc(n + 16); }

// CHECK-LABEL: define computes
// CHECK-NEXT: call cos
// CHECK-NEXT: ret
OUT_OF_LINE double computes(double x) { return cos(x) + 1; }
#endif
