// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where all framed calls are rarer than the function, the site is saved and
// restored around each, and the hot path has no load and no store.
// RUN: %clangxx -g -O2 -S -emit-llvm %s -o - | %annotate | FileCheck %s
void slow(int);
int slower(int);
struct Guard {
  ~Guard();
};

// CHECK-LABEL: define _Z3hoti
// CHECK-NEXT: save
// CHECK-NEXT: frame user={{.*}}.cpp:[[#@LINE+6]]:5
// CHECK-NEXT: call _Z4slowi
// CHECK-NEXT: restore
// CHECK-NEXT: ret
int hot(int n) {
  if (__builtin_expect(n < 0, 0))
    slow(n);
  return n + 1;
}

// Restored on the path of the invoke alone, though others join it.
// CHECK-LABEL: define _Z10hotInvokesiPi
int hotInvokes(int n, int *p) {
  if (__builtin_expect(n >= 0, 1))
    return *p;
  Guard guard;
  // CHECK: save
  // CHECK-NEXT: frame user={{.*}}.cpp:[[#@LINE+2]]:
  // CHECK-NEXT: invoke _Z6sloweri
  int r = n < -5 ? slower(n) : n;
  // CHECK: restore
  return r + *p;
  // CHECK: end
}

// A function that catches may come back with somebody's site: there the
// caller's is read at entry, before anything can have been thrown.
// CHECK-LABEL: define _Z7catchesi
// CHECK-NEXT: save
// CHECK: frame
// CHECK: invoke _Z6sloweri
// CHECK: restore
// CHECK-NEXT: ret
int catches(int n) {
  if (__builtin_expect(n >= 0, 1))
    return n;
  try {
    return slower(n);
  } catch (int caught) {
    return caught;
  }
}
