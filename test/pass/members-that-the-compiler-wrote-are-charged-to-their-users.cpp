// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A copy constructor that nobody wrote has the line of its class, which is not
// where memory is asked for: whoever copies is charged. The initialisers of
// members stand in it too, and have lines of their own.
// RUN: %clangxx -g -O0 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clangxx -gline-tables-only -O0 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck %s
// RUN: %clangxx -g -O2 -fno-inline -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck %s
#include <string>

struct Record {
  std::string name;
};

struct Buffer {
  int used;
  char *bytes = new char[1000];
};

struct Short { char *bytes = new char[2000]; };

void use(Record record);
void use(Buffer *buffer);
void use(Short *made);

// CHECK-LABEL: define _Z4copyRK6Record
// CHECK: frame user=members-that-the-compiler-wrote-are-charged-to-their-users.cpp:31:
// CHECK: _ZN6RecordC2ERKS_
void copy(const Record &record) { use(record); }

// CHECK-LABEL: define _Z6bufferv
void buffer() {
  Buffer made;
  use(&made);
}

// CHECK-LABEL: define _ZN6BufferC2Ev
// CHECK: __memtrace_new_array user={{.*}}charged-to-their-users.cpp:19:

// CHECK-LABEL: define _Z8shortOnev
void shortOne() {
  Short made;
  use(&made);
}

// CHECK-LABEL: define _ZN5ShortC2Ev
// CHECK: __memtrace_new_array user={{.*}}charged-to-their-users.cpp:22:
