// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Not instrumented: naked functions, ifunc resolvers (they run before the
// runtime is relocated), bodies of another module, who asks for it by the
// attribute that sanitizers know, and calls of a malloc that is defined here.
// RUN: %clang -g -O0 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %plain_clang -g -O2 -Xclang -disable-llvm-passes -S -emit-llvm %s \
// RUN:   -o %t.ll
// RUN: FileCheck --check-prefix=INPUT %s < %t.ll
// RUN: %clang -O0 -S -emit-llvm %t.ll -o - | %annotate \
// RUN:   | FileCheck --check-prefix=INLINE %s
// RUN: %clang -g -O0 -DOWN_MALLOC -S -emit-llvm %s -o - \
// RUN:   | FileCheck --check-prefix=OWN %s
#include <stdlib.h>
void external(void);
void *volatile keep;

// CHECK-LABEL: define bare
// CHECK-NOT: {{frame|memtrace}}
// CHECK: end
__attribute__((naked)) void bare(void) { __asm__("nop"); }

// CHECK-LABEL: define optOut
// CHECK-NEXT: call malloc
// CHECK-NEXT: call external
__attribute__((disable_sanitizer_instrumentation)) void optOut(void) {
  keep = malloc(1);
  external();
}

typedef void Function(void);
static void chosen(void) {}
// CHECK-LABEL: define resolver
// CHECK-NEXT: call external
// CHECK-NEXT: ret
Function *resolver(void) {
  external();
  return chosen;
}
void dispatched(void) __attribute__((ifunc("resolver")));

// Its code is the other module's: this copy is for the optimizer alone.
// INPUT: define available_externally {{.*}}@elsewhere(
// INLINE-LABEL: define elsewhere
// INLINE-NEXT: call external
// INLINE-NEXT: ret
__attribute__((gnu_inline)) extern inline void elsewhere(void) {
  external();
}
// CHECK-LABEL: define calls
// CHECK: frame
// CHECK: call elsewhere
void calls(void) { elsewhere(); }

#ifdef OWN_MALLOC
// OWN-NOT: __memtrace_malloc
void *malloc(size_t n) {
  static char arena[1 << 20], *next = arena;
  char *p = next;
  next += (n + 15) & ~15ul;
  return p;
}
#endif
