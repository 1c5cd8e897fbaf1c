// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function whose callers are all known and restore what they have found
// needn't restore, nor even load it; and its tail calls stay tail calls.
// RUN: %say_clang -O1 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck %s --check-prefixes=CHECK,LINES
// RUN: %say_clang -mllvm -memtrace-stacks -O1 -S -emit-llvm %s -o - \
// RUN:   | %annotate | FileCheck %s --check-prefixes=CHECK,STACKS
#define INTERNAL static __attribute__((noinline))

int external(int n);

// The callers restore, also after a call that is no frame of their own.
INTERNAL int restored(int n);
// CHECK-LABEL: define caller
// CHECK-NEXT: save
// CHECK: call external
// CHECK: {{^ *}}call restored
// CHECK-NEXT: restore
// CHECK-NEXT: ret
int caller(int n) { return restored(external(n)); }

// CHECK-LABEL: define restored
// STACKS-NEXT: save
// STACKS-NEXT: caller
// CHECK-NEXT: frame user={{.*}}.c:[[@LINE+3]]:
// CHECK-NEXT: {{^ *(tail )?}}call external
// CHECK-NEXT: ret
INTERNAL int restored(int n) { return external(n + 1); }

// One of its callers has no frame, or none that is worth saving in; with stacks
// all have.
INTERNAL int shared(int n) { return external(n + 2); }
int framed(int n) { return external(n) + shared(n); }
int unframed(int n) { return shared(n) + 1; }
// CHECK-LABEL: define shared
// CHECK-NEXT: save
// CHECK: call external
// LINES-NEXT: restore
// STACKS-NEXT: ret

// Who has its address may be anybody.
INTERNAL int pointedTo(int n) { return external(n + 3); }
int pointing(int n) { return external(n) + pointedTo(n); }
int (*pointer(void))(int) { return pointedTo; }
// CHECK-LABEL: define pointedTo
// CHECK-NEXT: save
// CHECK: call external
// CHECK-NEXT: restore

// A call that must stay a tail call takes the caller's site, which is put back.
int (*next)(int n);
INTERNAL int handsOn(int n) {
  external(n);
  __attribute__((musttail)) return next(n);
}
int begin(int n) { return external(n) + handsOn(n) + external(n); }
// CHECK-LABEL: define handsOn
// CHECK-NEXT: save
// CHECK: call external
// CHECK-NEXT: restore
// CHECK-NEXT: tail call
// CHECK-NEXT: ret

// What calls itself is worth a frame in its callers.
INTERNAL int recursive(int n, int (*f)(int, int)) {
  int m = external(n) + external(n + 1);
  return m == 0 ? 1 : f(recursive(m - 1, f), recursive(m / 2, f));
}
// CHECK-LABEL: define entering
// CHECK-NEXT: save
// STACKS: caller
// CHECK: {{^ *}}call recursive
// CHECK-NEXT: restore
// CHECK-LABEL: define recursive
// LINES-NOT: {{^ *save$}}
// CHECK-NOT: {{^ *restore$}}
// CHECK-LABEL: end
int entering(int n, int (*f)(int, int)) { return recursive(n, f) + 1; }
