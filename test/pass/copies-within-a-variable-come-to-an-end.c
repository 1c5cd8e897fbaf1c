// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A block in a struct or an array that is copied within itself is followed as
// far as that copies it, and not without end.
// RUN: %clang -g -O0 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -g -O2 -S -emit-llvm %s -o - | %annotate | FileCheck %s
#include <stdlib.h>
#include <string.h>

struct names {
  char *first, *second, *third;
};

// The second one is returned.
// CHECK: define moved transparent
__attribute__((noinline)) char *moved(size_t n) {
  struct names names = {0, 0, 0};
  names.first = malloc(n);
  memmove(&names.second, &names.first, sizeof(char *));
  return names.second;
}

// Anywhere in it, after so many steps.
// CHECK: define shifted transparent
__attribute__((noinline)) char *shifted(size_t n) {
  char *all[10000];
  memset(all, 0, sizeof all);
  all[0] = malloc(n);
  memmove(&all[1], &all[0], 9999 * sizeof *all);
  return all[9999];
}

// CHECK: define main
int main(void) {
  // CHECK: frame user={{.*}}.c:[[#@LINE+2]]:13
  // CHECK-NEXT: call moved
  char *a = moved(3);
  // CHECK: frame user={{.*}}.c:[[#@LINE+2]]:13
  // CHECK-NEXT: call shifted
  char *b = shifted(3);
  return a == b;
}
