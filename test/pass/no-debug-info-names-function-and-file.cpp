// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Without -g a site has function and source file, and namespaces std and
// __gnu_cxx tell what is the system's.
// RUN: %clangxx -O0 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clangxx -O2 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck --check-prefix=OPT %s
#include <string>
#include <vector>

// CHECK-LABEL: define _Z5bytesv
// CHECK: __memtrace_new user=no-debug-info-names-function-and-file.cpp:0:0
// CHECK-SAME: chain=_Z5bytesv@no-debug-info-names-function-and-file.cpp:0 no-lines
char *bytes() { return new char; }

// Not by an accident of letters: Stack is the user's.
namespace Stack {
// CHECK-LABEL: define _ZN5Stack4pushEv
// CHECK: __memtrace_new user={{.*}} no-lines
// CHECK-NOT: system
char *push() { return new char; }
} // namespace Stack

// CHECK-LABEL: define _Z6appendRSt6vectorIiSaIiEE
// CHECK: frame user={{.*}}chain=_Z6append{{.*}} no-lines
// CHECK: call _ZNSt6vectorIiSaIiEE9push_backEOi
void append(std::vector<int> &numbers) { numbers.push_back(42); }

// CHECK-LABEL: define _ZNSt{{.*}}new_allocatorIiE8allocateEmPKv
// CHECK: ambient or user={{.*}} system no-lines

// Two callers, so that the vector's growth stays out of line.
void appendToo(std::vector<std::string> &names) { names.push_back("a"); }
void appendThree(std::vector<std::string> &names) { names.push_back("b"); }
// OPT-LABEL: define _ZNSt6vector{{.*}}_M_realloc_insert
// OPT: ambient or user={{.*}} system no-lines
// OPT: __memtrace_new ambient
