// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code for a processor that stores an ambient site in several steps isn't
// instrumented.
// RUN: %say_clang -O1 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %say_clang -O1 --target=aarch64-linux-gnu -S -emit-llvm %s -o - \
// RUN:   | FileCheck %s
// CHECK: call {{.*}}@__memtrace_malloc(
// RUN: %say_clang -O1 --target=riscv64-linux-gnu -S -emit-llvm %s -o - \
// RUN:   | FileCheck %s --check-prefix=OTHER
// RUN: %say_clang -O1 --target=s390x-linux-gnu -S -emit-llvm %s -o - \
// RUN:   | FileCheck %s --check-prefix=OTHER
// OTHER-NOT: memtrace_
// OTHER: call {{.*}}@malloc(
// OTHER-NOT: memtrace_
void *malloc(unsigned long size);
void *allocate(void) { return malloc(8); }
