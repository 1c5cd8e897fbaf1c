// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What registers a destructor at the end of an initialiser has line 0, and the
// initialiser has no line of its own: the global's is meant.
// RUN: %clangxx -g -O0 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clangxx -g -O2 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clangxx -gline-tables-only -O2 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck %s
struct Item {
  Item();
  ~Item();
};

// CHECK-NOT: user={{[^ ]*}}.cpp:0
// CHECK: frame user=initialisers-of-globals-have-the-line-of-the-global.cpp:[[#@LINE+2]]:
// CHECK: frame user=initialisers-of-globals-have-the-line-of-the-global.cpp:[[#@LINE+1]]:
thread_local Item item;
// CHECK-NOT: user={{[^ ]*}}.cpp:0

Item *get() { return &item; }
