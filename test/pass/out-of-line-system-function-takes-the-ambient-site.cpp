// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vector's growth stays out of line: the caller stores its line before the
// call, and the allocation in there reads it, or its own site if there is
// none. A system function itself stores nothing.
// RUN: %clangxx -g -O0 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck --check-prefixes=CHECK,PLAIN %s
// RUN: %clangxx -g -O2 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck --check-prefixes=CHECK,OPTIMIZED %s
// RUN: %clangxx -g -O2 -flto -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck --check-prefixes=CHECK,OPTIMIZED %s
#include <string>
#include <vector>

using Names = std::vector<std::string>;

// CHECK-LABEL: define _Z6append
// CHECK: save
// CHECK: frame user={{.*}}ambient-site.cpp:[[#@LINE+5]]:9
// CHECK-NEXT: {{call|invoke}} _ZNSt6vector
// CHECK: restore
// CHECK: end
void append(Names &names, std::string &&name) {
  names.push_back(static_cast<std::string &&>(name));
}
// A second caller keeps the growth out of line.
void appendToo(Names &names, std::string &&name) {
  names.push_back(static_cast<std::string &&>(name));
}

// OPTIMIZED-LABEL: define _ZNSt6vector{{.*}}_M_realloc_insert
// OPTIMIZED-NOT: {{frame|restore}}
// OPTIMIZED: save
// OPTIMIZED-NOT: {{frame|restore}}
// OPTIMIZED: ambient or user=new_allocator.h:{{.*}} system
// OPTIMIZED-NEXT: __memtrace_new ambient
// OPTIMIZED-NOT: {{frame|restore}}
// OPTIMIZED: end

// PLAIN-LABEL: define _ZNSt{{.*}}new_allocator{{.*}}allocate
// PLAIN: ambient or user=new_allocator.h:{{.*}} system
// PLAIN-NEXT: __memtrace_new ambient
// PLAIN-NOT: {{frame|restore}}
// PLAIN: end
