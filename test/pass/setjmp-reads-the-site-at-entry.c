// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// After a longjmp the ambient site is whatever was set last: the caller's is
// the one read at entry, and nothing is stored right after setjmp.
// RUN: %clang -g -O2 -S -emit-llvm %s -o - | %annotate | FileCheck %s
#include <setjmp.h>

jmp_buf target;
void work(void);

// CHECK-LABEL: define guarded
// CHECK-NEXT: save
// CHECK-NEXT: call _setjmp
// CHECK-NOT: {{restore|save}}
// CHECK: frame user={{.*}}.c:[[#@LINE+6]]:
// CHECK-NEXT: call work
// CHECK: restore
// CHECK-NEXT: ret
int guarded(int n) {
  if (__builtin_expect(setjmp(target) == 0, 0))
    work();
  return n;
}
