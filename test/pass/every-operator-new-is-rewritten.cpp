// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each form of operator new, as a new-expression, called by its name and as a
// builtin; as a call, and as an invoke where something is to be cleaned up.
// RUN: %clangxx -std=c++17 -g -O0 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck --check-prefixes=CHECK,O0 %s
// RUN: %clangxx -std=c++17 -g -O2 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck --check-prefixes=CHECK,O2 %s
// RUN: %clangxx -std=c++17 -g -O2 -fno-builtin -S -emit-llvm %s -o - \
// RUN:   | %annotate | FileCheck --check-prefixes=CHECK,O2 %s
#include <new>

struct alignas(64) Wide {
  char bytes[64];
};
struct Guard {
  ~Guard();
};
void *volatile keep;

// CHECK-LABEL: define _Z6calledmm
// CHECK-NOT: _Zn
void called(unsigned long n, unsigned long a) {
  auto align = std::align_val_t(a);
  // CHECK: __memtrace_new user={{.*}}.cpp:[[#@LINE+1]]:{{.*}} type=int
  keep = new int;
  // CHECK: __memtrace_new_array user={{.*}}.cpp:[[#@LINE+1]]:
  keep = new char[n];
  // CHECK: __memtrace_new_nothrow user={{.*}}.cpp:[[#@LINE+1]]:
  keep = new (std::nothrow) int;
  // CHECK: __memtrace_new_array_nothrow user={{.*}}.cpp:[[#@LINE+1]]:
  keep = new (std::nothrow) char[n];
  // CHECK: __memtrace_new_aligned user={{.*}}.cpp:[[#@LINE+1]]:{{.*}} type=Wide
  keep = new Wide;
  // CHECK: __memtrace_new_array_aligned user={{.*}}.cpp:[[#@LINE+1]]:
  keep = new Wide[n];
  // CHECK: __memtrace_new_aligned_nothrow user={{.*}}.cpp:[[#@LINE+1]]:
  keep = new (std::nothrow) Wide;
  // CHECK: __memtrace_new_array_aligned_nothrow user={{.*}}.cpp:[[#@LINE+1]]:
  keep = new (std::nothrow) Wide[n];
  // CHECK: __memtrace_new user={{.*}}.cpp:[[#@LINE+1]]:
  keep = ::operator new(n);
  // CHECK: __memtrace_new_array_aligned user={{.*}}.cpp:[[#@LINE+1]]:
  keep = ::operator new[](n, align);
  // CHECK: __memtrace_new user={{.*}}.cpp:[[#@LINE+1]]:
  keep = __builtin_operator_new(n);
  // CHECK: ret
}

// CHECK-LABEL: define _Z7invokedmm
// CHECK-NOT: _Zn
void invoked(unsigned long n, unsigned long a) {
  auto align = std::align_val_t(a);
  Guard guard;
  // CHECK: invoke __memtrace_new user={{.*}}.cpp:[[#@LINE+1]]:
  keep = new int;
  // CHECK: invoke __memtrace_new_array user={{.*}}.cpp:[[#@LINE+1]]:
  keep = new char[n];
  // CHECK: invoke __memtrace_new_aligned user={{.*}}.cpp:[[#@LINE+1]]:
  keep = new Wide;
  // CHECK: invoke __memtrace_new_array_aligned user={{.*}}.cpp:[[#@LINE+1]]:
  keep = ::operator new[](n, align);
  // CHECK: end
}

// Nothrow forms don't unwind, and an optimized call of one is no invoke.
// CHECK-LABEL: define _Z14nothrowInvokedm
void nothrowInvoked(unsigned long n) {
  Guard guard;
  // CHECK: __memtrace_new_nothrow user={{.*}}.cpp:[[#@LINE+1]]:
  keep = ::operator new(n, std::nothrow);
  // O0: call _ZN5GuardD1Ev
  // O2: call _ZN5GuardD1Ev
}
