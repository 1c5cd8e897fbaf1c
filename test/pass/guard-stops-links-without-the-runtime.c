// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A module that needs the runtime refers to the guard, whose name says what to
// do; the reference outlives --gc-sections. A module without allocations needs
// nothing.
// REQUIRES: lld
// RUN: %clang -O2 -ffunction-sections -fdata-sections -c %s -o %t.o
// RUN: not %plain_clang -fuse-ld=lld -Wl,--gc-sections %t.o -o %t.exe 2>&1 \
// RUN:   | FileCheck %s
// CHECK: undefined symbol: __memtrace_v[[#]]_link_with_memtrace_cc_profile_memory
// RUN: %clang -O2 -S -emit-llvm %s -o - | FileCheck --check-prefix=IR %s
// IR: $[[GUARD:__memtrace_v[0-9]+_link_with_memtrace_cc_profile_memory]].reference = comdat any
// IR: @[[GUARD]].reference = linkonce_odr hidden global {{.*}}@[[GUARD]], comdat
// IR: @llvm.used = {{.*}}@[[GUARD]].reference

// RUN: %clang -O2 -DNOTHING -c %s -o %t.none.o
// RUN: %plain_clang -fuse-ld=lld %t.none.o -o %t.none.exe
#include <stdlib.h>
#ifndef NOTHING
void *unused(size_t n) { return malloc(n); }
#endif
int main(void) { return 0; }
