// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The caller's site is read on the way to framed calls, and put back where one
// may have been, also where paths with and without one meet.
// RUN: %say_clang -O2 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %say_clang -O2 -mllvm -memtrace-stacks -S -emit-llvm %s -o - \
// RUN:   | FileCheck %s --check-prefix=STACKS
#include <stdlib.h>

int external(int n);
void *volatile keep;

// CHECK-LABEL: define{{.*}} @early(
// CHECK-NOT: @__memtrace_thread_frames
// CHECK: br i1
// CHECK: [[OLD:%.+]] = load {{.*}}@__memtrace_thread_frames
// CHECK: call i32 @external
// CHECK: call i32 @external
// CHECK: store {{.*}} [[OLD]], {{.*}}@__memtrace_thread_frames
// CHECK: br label
// CHECK: phi
// CHECK-NOT: @__memtrace_thread_frames
// CHECK: ret i32
int early(int n, int *p) {
  if (*p == 3)
    n = *p + 1;
  else
    n = external(external(n));
  return n;
}

// Not in a loop, for its calls leave their own behind.
// CHECK-LABEL: define{{.*}} @loop(
// CHECK: load {{.*}}@__memtrace_thread_frames
// CHECK: phi
// CHECK-NOT: load {{.*}}@__memtrace_thread_frames
// CHECK: ret void
void loop(int n) {
  while (n)
    n = external(n);
}

// Nor is the depth stored before an allocation that has no call before it.
// STACKS-LABEL: define{{.*}} @first(
// STACKS-NOT: store i32
// STACKS: call {{.*}}@__memtrace_malloc
// STACKS: [[DEPTH:%.+]] = load i32
// STACKS: call i32 @external
// STACKS: store i32 [[DEPTH]]
// STACKS: call {{.*}}@__memtrace_malloc
// STACKS: call i32 @external
// STACKS: store i32 [[DEPTH]]
// STACKS: ret void
void first(int n) {
  keep = malloc(n);
  n = external(n);
  keep = malloc(n);
  external(n);
}
