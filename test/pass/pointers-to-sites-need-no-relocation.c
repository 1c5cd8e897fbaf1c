// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sites refer to frames, and frames to strings, by distance: in a shared
// library only the guard costs a relocation by the dynamic linker.
// REQUIRES: lld
// RUN: %clang -g -O2 -fPIC -c %s -o %t.o
// RUN: %plain_clang -shared -nostdlib -fuse-ld=lld %t.o -o %t.so
// RUN: llvm-readelf -r -W %t.so | FileCheck %s
// CHECK-NOT: RELATIV
// CHECK: __memtrace_v[[#]]_link_with_memtrace_cc_profile_memory
// CHECK-NOT: RELATIV
#include <stdlib.h>
void *one(void) { return malloc(1); }
void *two(void) { return malloc(2); }
