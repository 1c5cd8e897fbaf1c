// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An exception that is caught and a longjmp skip the restores of the functions
// they leave. So a function that control comes back to restores the site that
// it was called with, though it has no framed call of its own: its caller may
// be one that reads it. What merely cleans up needs nothing.
// RUN: %clangxx -g -O0 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clangxx -g -O2 -S -emit-llvm %s -o - | %annotate | FileCheck %s
#include <csetjmp>
#include <cstdlib>

int external();

// CHECK-LABEL: define _Z8throwingi
// CHECK: frame
__attribute__((noinline)) int throwing(int n) {
  if (external())
    throw n;
  return n;
}

// CHECK-LABEL: define _Z8catchingi
// CHECK: save
// CHECK: invoke _Z8throwingi
// CHECK: call __cxa_end_catch
// CHECK-NEXT: restore
__attribute__((noinline)) int catching(int n) {
  try {
    return throwing(n);
  } catch (int) {
    return 0;
  }
}

struct Guard {
  int *value;
  ~Guard() { ++*value; }
};
// CHECK-LABEL: define _Z8cleaningPi
// CHECK-NOT: save
// CHECK: invoke _Z8throwingi
// CHECK-NOT: restore
// CHECK: end
int cleaning(int *value) {
  Guard guard{value};
  return throwing(1);
}

jmp_buf target;
// CHECK-LABEL: define _Z7jumpingi
// CHECK: save
// CHECK-NOT: frame
// CHECK: restore
// CHECK-NEXT: ret
int jumping(int n) {
  if (setjmp(target))
    return 0;
  return throwing(n);
}

// A wrapper reads it after all that.
// CHECK-LABEL: define _Z7wrapperm
// CHECK: call _Z8catchingi
// CHECK: __memtrace_malloc ambient
void *wrapper(std::size_t n) {
  catching(int(n));
  return std::malloc(n);
}
