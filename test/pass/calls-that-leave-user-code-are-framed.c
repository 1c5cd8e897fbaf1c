// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A site is stored before calls of external, weak and unknown functions, and
// nothing around calls of the user's own functions or of those that never
// allocate; the caller's site is back at each return.
// RUN: %clang -g -O0 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -g -O2 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -g -O2 -flto=thin -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck %s
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void external(int);
__attribute__((weak)) void replaceable(void) {}
void *volatile keep;
static __attribute__((noinline)) void own(int n) { keep = malloc(n); }
// In code without debug information amid code with it, no line is the user's.
// RUN: %clang -g -O0 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck --check-prefix=UNDEBUGGED %s
// UNDEBUGGED-LABEL: define undebugged
// UNDEBUGGED-NEXT: call external
// UNDEBUGGED-NEXT: ret
static __attribute__((noinline, nodebug)) void undebugged(int n) {
  external(n);
}

// CHECK-LABEL: define leaves
int leaves(void (*unknown)(void)) {
  // CHECK: save
  // CHECK: frame user={{.*}}.c:[[#@LINE+2]]:3 chain=leaves@
  // CHECK-NEXT: call external
  external(1);
  // CHECK-NOT: restore
  // CHECK: frame user={{.*}}.c:[[#@LINE+2]]:3 chain=leaves@
  // CHECK: call replaceable
  replaceable();
  // CHECK: frame user={{.*}}.c:[[#@LINE+2]]:3 chain=leaves@
  // CHECK: call indirect
  unknown();
  // CHECK: frame user={{.*}}.c:[[#@LINE+2]]:3 chain=leaves@
  // CHECK: call undebugged
  undebugged(3);
  // CHECK: restore
  // CHECK-NEXT: ret
  return 1;
}

// CHECK-LABEL: define stays
// CHECK-NOT: {{save|frame|restore}}
// CHECK: ret
double stays(char *a, const char *b, pthread_mutex_t *lock, double x) {
  own(2);
  pthread_mutex_lock(lock);
  strcpy(a, b);
  if (write(1, a, strlen(a)) < 0)
    x = pow(x, 3);
  free(keep);
  __asm__ volatile("nop");
  pthread_mutex_unlock(lock);
  return x;
}

// What can't allocate, by its promise.
__attribute__((pure)) int lookup(const char *);
// CHECK-LABEL: define looks
// CHECK-NOT: {{save|frame|restore}}
// CHECK: ret
int looks(const char *name) { return lookup(name) + 1; }

