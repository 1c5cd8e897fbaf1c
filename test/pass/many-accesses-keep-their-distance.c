// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function that has many framed calls keeps in a register where the thread's
// frames are: their distance, and no address, since after a call it may run in
// another thread, as a fiber does. Few calls aren't worth that.
// RUN: %say_clang -O2 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %say_clang -O2 -fPIC -S -emit-llvm %s -o - | FileCheck %s
// RUN: %say_clang -mllvm -memtrace-stacks -O2 -S -emit-llvm %s -o - \
// RUN:   | FileCheck %s
//
// RUN: %say_clang -O2 -S %s -o - | FileCheck %s --check-prefix=ASM
// RUN: %say_clang -O2 -fPIC -S %s -o - | FileCheck %s --check-prefix=PIC
//
// With stacks the caller is entered by it, too.
// RUN: %say_clang -mllvm -memtrace-stacks -O2 -S %s -o - \
// RUN:   | FileCheck %s --check-prefix=STACKS
int external(int n);

// CHECK-LABEL: define{{.*}} @few(
// CHECK-NOT: addrspace(257)
// CHECK: ret
int few(int n) { return external(n) + external(n + 1); }

// CHECK-LABEL: define{{.*}} @many(
// CHECK: [[KEPT:%.+]] = call i64 asm "", "=r,0"(i64
// CHECK: inttoptr i64 [[KEPT]] to {{.*}}addrspace(257)
// CHECK-COUNT-8: store {{.*}} addrspace(257)
// CHECK: ret
//
// ASM-LABEL: many:
// ASM: {{movq [$]|leaq }}__memtrace_thread_frames@TPOFF{{.*}}, [[KEPT:%r..?]]
// ASM-COUNT-8: movq {{.*}}, %fs:([[KEPT]])
// PIC-LABEL: many:
// PIC: movq __memtrace_thread_frames@GOTTPOFF(%rip), [[KEPT:%r..?]]
// PIC: movq {{.*}}, %fs:{{[0-9]*}}([[KEPT]])
// STACKS-LABEL: many:
// STACKS: {{movq [$]|leaq }}__memtrace_thread_frames@TPOFF{{.*}}, [[KEPT:%r..?]]
// STACKS: movq %fs:([[KEPT]]),
// STACKS: cmpl %fs:24([[KEPT]]),
// STACKS: movq %fs:16([[KEPT]]),
int many(int n) {
  n = external(n);
  n = external(n);
  n = external(n);
  n = external(n);
  n = external(n);
  n = external(n);
  return external(n) + 1;
}
