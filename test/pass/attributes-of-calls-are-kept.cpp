// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is known of the result stays known; what makes the call a removable
// allocation goes, on the call and on the entry's declaration.
// RUN: %clangxx -g -O2 -S -emit-llvm %s -o - | FileCheck %s
#include <cstdlib>

// CHECK: call noalias noundef nonnull dereferenceable(4) {{ptr|i8\*}} @__memtrace_new(i64 noundef 4, {{.*}}) #[[CALL:[0-9]+]], !dbg !{{[0-9]+}}, !heapallocsite
int *one() { return new int; }

// CHECK: call noalias {{.*}}@__memtrace_malloc(i64 noundef %{{.*}}) #[[MALLOC:[0-9]+]], !dbg
void *bytes(size_t n) { return malloc(n); }

// CHECK: declare{{.*}} noundef nonnull {{ptr|i8\*}} @__memtrace_new(i64 noundef, {{ptr|i8\*}}){{.*}} #[[NEW:[0-9]+]]
// CHECK: declare{{.*}} noalias {{.*}}@__memtrace_malloc(i64{{.*}}, {{ptr|i8\*}}){{.*}} #[[DECLARED:[0-9]+]]
// CHECK-NOT: attributes {{.*}}builtin{{ }}
// CHECK-NOT: attributes {{.*}}(alloc-family|allockind)
