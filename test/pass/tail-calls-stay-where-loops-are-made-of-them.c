// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Indirect tail calls between functions of one type, musttail and calls within
// a cycle are how interpreters loop: they stay tail calls. Nothing could be
// restored after them, so what they call takes the caller's site. Other framed
// tail calls become calls.
// RUN: %clang -g -O2 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -g -O2 -S %s -o - | FileCheck --check-prefix=ASM %s
#include <stdlib.h>

int external(int *);
typedef int Op(int *);
extern Op *const table[];
extern size_t size;

// CHECK-LABEL: define indirect
// CHECK-NEXT: tail call indirect
// CHECK-NEXT: ret
// ASM: {{jmpq +\*|br x}}
int indirect(int *pc) { return table[*pc](pc + 1); }

// Two of them that share a return.
// CHECK-LABEL: define choose
// CHECK-NOT: restore
// CHECK-COUNT-2: {{tail call indirect[[:space:]]+ret}}
int choose(int *pc) {
  if (*pc > 7)
    return table[0](pc + 1);
  return table[*pc](pc + 2);
}

// Of another type: no loop.
// CHECK-LABEL: define sink
// CHECK: frame user={{.*}}.c:[[#@LINE+4]]:
// CHECK-NEXT: {{^ +}}call indirect
// CHECK-NEXT: restore
// CHECK-NEXT: ret
int sink(Op *op, int *pc) { return op(pc); }

// CHECK-LABEL: define must
// CHECK: frame user={{.*}}.c:[[#@LINE+6]]:
// CHECK-NEXT: call external
// CHECK-NEXT: restore
// CHECK-NEXT: musttail call external
// CHECK-NEXT: ret
int must(int *pc) {
  external(pc);
  __attribute__((musttail)) return external(pc);
}

// An allocation needs no tail call.
// CHECK-LABEL: define mustAllocate
// CHECK-NEXT: __memtrace_malloc user={{.*}}.c:[[#@LINE+3]]:
// CHECK-NEXT: ret
void *mustAllocate(size_t unused) {
  __attribute__((musttail)) return malloc(size);
}

// CHECK-LABEL: define ordinary
// CHECK: save
// CHECK: frame user={{.*}}.c:[[#@LINE+5]]:
// CHECK-NEXT: {{^ +}}call external
// CHECK-NEXT: restore
// CHECK-NEXT: ret
// ASM-LABEL: ordinary:
int ordinary(int *pc) { return external(pc); }

// Not framed, for both are the user's: the restore comes before the call.
static int odd(int *pc);
// CHECK-LABEL: define even
// CHECK: frame
// CHECK-NEXT: call external
// CHECK: restore
// CHECK-NEXT: tail call {{odd|even}}
// CHECK-NEXT: ret
__attribute__((noinline)) static int even(int *pc) {
  if (external(pc))
    return *pc;
  return odd(pc + 1);
}
__attribute__((noinline)) static int odd(int *pc) {
  if (external(pc))
    return *pc;
  return even(pc + 1);
}
int run(int *pc) { return even(pc); }
