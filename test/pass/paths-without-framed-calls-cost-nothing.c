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

// The caller is entered on the way there as well, once, and is taken back
// wherever he was. What allocates before is not the ambient site.
// STACKS-LABEL: define{{.*}} @first(
// STACKS-NOT: store
// STACKS: store {{.*}}@keep
// STACKS: [[FOUND:%.+]] = load i64, {{.*}}@__memtrace_thread_frames
// STACKS: [[DEPTH:%.+]] = and i64 [[FOUND]], 65535
// STACKS: store i64 [[FOUND]]
// STACKS: [[ONE:%.+]] = add i64 [[DEPTH]], 1
// STACKS: [[DEEPER:%.+]] = phi i64 [ [[ONE]], {{.*}} ], [ [[DEPTH]], {{.*}} ]
// STACKS: [[OWN:%.+]] = or i64 {{.*}}, [[DEEPER]]
// STACKS: store i64 [[OWN]], {{.*}}@__memtrace_thread_frames
// STACKS: call i32 @external
// STACKS: [[NEXT:%.+]] = add i64 [[OWN]], -1835008
// STACKS: store i64 [[NEXT]], {{.*}}@__memtrace_thread_frames
// STACKS: call {{.*}}@__memtrace_malloc
// STACKS: [[LAST:%.+]] = add i64 [[OWN]], 1835008
// STACKS: store i64 [[LAST]], {{.*}}@__memtrace_thread_frames
// STACKS: call i32 @external
// STACKS: store i64 [[FOUND]], {{.*}}@__memtrace_thread_frames
// STACKS-NOT: @__memtrace_thread_frames
// STACKS: ret void
void first(int n) {
  keep = malloc(n);
  n = external(n);
  keep = malloc(n);
  external(n);
}

// STACKS-LABEL: define{{.*}} @arms(
// STACKS: icmp
// STACKS-NOT: @__memtrace_thread_frames
// STACKS: br i1
// STACKS: load i64
// STACKS: ret i32
int arms(int n) {
  if (n < 3)
    return 1;
  switch (n) {
  case 3:
    external(1);
    break;
  case 4:
    external(2);
    break;
  case 5: // entered, and without a call
    n = *(volatile int *)&keep;
  }
  keep = malloc(n);
  return n;
}
