// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Throwing allocates the exception and its text: a function that does not
// return is framed unless it can't throw either.
// RUN: %clangxx -g -O1 -S -emit-llvm %s -o - | %annotate | FileCheck %s
[[noreturn]] void fail(const char *);
extern "C" [[noreturn]] void stop(int) noexcept;

// CHECK-LABEL: define _Z5checki
// CHECK: frame user={{.*}}.cpp:[[#@LINE+6]]:5
// CHECK-NEXT: call _Z4failPKc
// CHECK-NOT: {{frame|restore}}
// CHECK: end
int check(int n) {
  if (n < 0)
    fail("negative");
  if (n > 100)
    stop(n);
  return n;
}

// CHECK-LABEL: define _Z5raisei
// CHECK: frame user={{.*}}.cpp:[[#@LINE+3]]:
// CHECK-NEXT: call __cxa_allocate_exception
// CHECK: end
[[noreturn]] void raise(int n) { throw n; }
