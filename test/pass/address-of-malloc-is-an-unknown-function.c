// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// malloc through a pointer is framed, and malloc with another prototype is an
// external function like any other.
// RUN: %clang -g -O0 -S -emit-llvm %s -o - | %annotate | FileCheck %s
#include <stdlib.h>
void *(*hook)(size_t) = malloc;
void *volatile keep;

// CHECK-LABEL: define pointer
// CHECK: frame user={{.*}}.c:[[#@LINE+2]]:
// CHECK-NEXT: call indirect
void pointer(void) { keep = hook(3); }

int odd(int, double) __asm__("calloc");
// CHECK-LABEL: define prototype
// CHECK: frame user={{.*}}.c:[[#@LINE+2]]:
// CHECK-NEXT: call calloc
void prototype(void) { odd(1, 2.0); }
