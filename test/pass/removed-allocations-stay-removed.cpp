// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the optimizer removes is not kept alive by us, and at -O0 it's there.
// RUN: %clangxx -g -O2 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %clangxx -g -O0 -S -emit-llvm %s -o - \
// RUN:   | FileCheck --check-prefix=PLAIN %s
#include <cstdlib>

// CHECK-NOT: {{__memtrace|memtrace\.site}}
// PLAIN: call {{.*}}@__memtrace_malloc
// PLAIN: call {{.*}}@__memtrace_new
int pairs() {
  free(malloc(7));
  int *p = new int(3);
  int r = *p;
  delete p;
  return r;
}
