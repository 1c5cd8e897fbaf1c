// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An inlined allocation is charged to the innermost frame outside system
// headers, and the site holds the whole chain.
// RUN: %clangxx -g -O2 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clangxx -gline-tables-only -O2 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck %s
#include <memory>

struct Record {
  int fields[10];
};

// The user's own helper is the user's line, not its caller's.
static std::unique_ptr<Record> makeRecord() {
  return std::make_unique<Record>(); // LINE
}

// CHECK-LABEL: define _Z6recordv
// CHECK: __memtrace_new user=inlined-chain-names-the-user-line.cpp:16:10
// CHECK-SAME: chain={{.*}}make_unique{{.*}}@unique_ptr.h:{{[0-9]+}},
// CHECK-SAME: makeRecord{{.*}}@inlined-chain-names-the-user-line.cpp:16,
// CHECK-SAME: _Z6recordv@inlined-chain-names-the-user-line.cpp:26
// CHECK: end
std::unique_ptr<Record> record() {
  return makeRecord();
}
