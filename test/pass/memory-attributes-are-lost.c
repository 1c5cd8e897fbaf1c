// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function that allocates or stores a frame, and every call of it, promises
// nothing about memory; one that doesn't keeps its promises. Else the
// optimizer of an LTO link would drop stores and calls.
// RUN: %clang -g -O2 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %clang -g -O2 -flto -S -emit-llvm %s -o - | FileCheck %s
#include <stdlib.h>

// A wrapper that is inferred to touch inaccessible memory only, and a lie.
// CHECK: define {{.*}}@wrapper({{.*}} #[[WRAPPER:[0-9]+]]
__attribute__((noinline)) void *wrapper(size_t n) { return malloc(n); }
// CHECK: define {{.*}}@liar({{.*}} #[[LIAR:[0-9]+]]
__attribute__((noinline, pure)) long liar(long n) {
  return (long)malloc(n) & 15;
}
// CHECK: define {{.*}}@honest({{.*}} #[[HONEST:[0-9]+]]
__attribute__((noinline, const)) int honest(int n) { return n * n; }

// CHECK: define {{.*}}@user({{.*}} #[[USER:[0-9]+]]
long user(long n) {
  // CHECK: call {{.*}}@wrapper({{.*}} #[[CALL:[0-9]+]]
  // CHECK: call {{.*}}@liar({{.*}} #[[CALL2:[0-9]+]]
  return (wrapper(n) != 0) + liar(n) + honest(n);
}

// CHECK-NOT: attributes #[[WRAPPER]] = {{.*}}{{readnone|readonly|memory\(|memonly|nosync}}
// CHECK-DAG: attributes #[[HONEST]] = {{{.*(readnone|memory\(none\)).*}}
// CHECK-NOT: attributes #[[LIAR]] = {{.*}}{{readnone|readonly|memory\(|memonly|nosync}}
// CHECK-NOT: attributes #[[USER]] = {{.*}}{{readnone|readonly|memory\(|memonly|nosync}}
// CHECK-NOT: attributes #[[CALL]] = {{.*}}{{readnone|readonly|memory\(|memonly|nosync}}
// CHECK-NOT: attributes #[[CALL2]] = {{.*}}{{readnone|readonly|memory\(|memonly|nosync}}
