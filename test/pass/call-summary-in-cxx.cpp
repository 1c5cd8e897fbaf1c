// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Constructors have two names, and inline functions are seen through: their
// bodies are wherever they are called.
// RUN: rm -f %t && %say_clangxx -mllvm -memtrace-write-summary=%t -O1 -c %s \
// RUN:   -o %t.o
// RUN: tr '\t' ' ' < %t | FileCheck %s --match-full-lines
// RUN: %say_clangxx -mllvm -memtrace-summary=%t -Werror -O1 -c %s -o %t.o
int other(int n);
#define APART __attribute__((noinline))

struct Small {
  int size;
  Small(int n);
  ~Small();
  APART int twice() const { return other(size) * 2; }
};
// CHECK:      _ZN5SmallC2Ei own
// CHECK-NEXT: _ZN5SmallD2Ev own
Small::Small(int n) : size(n) {}
Small::~Small() {}

// CHECK-NEXT: _Z4fourRK5Small own _Z5otheri
APART int four(const Small &small) { return small.twice() * 2; }

// CHECK-NEXT: _ZN5SmallC1Ei own
// CHECK-NEXT: _ZN5SmallD1Ev own
