// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A chain names the functions of the source, not the parts and copies that the
// compiler makes of them; with -gline-tables-only, where debug information has
// no linkage names, also those that were inlined.
// REQUIRES: opaque-pointers
// RUN: %clangxx -std=c++20 -g -O0 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck %s
// RUN: %clangxx -std=c++20 -g -O2 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck %s
// RUN: %clangxx -std=c++20 -gline-tables-only -O2 -S -emit-llvm %s -o - \
// RUN:   | %annotate | FileCheck %s
// RUN: %clangxx -std=c++20 -g0 -O0 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck --check-prefix=NONE %s
// RUN: %clangxx -std=c++20 -g0 -O2 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck --check-prefix=NONE %s
// RUN: %clangxx -std=c++20 -gline-tables-only -O2 \
// RUN:   -funique-internal-linkage-names -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck --check-prefix=UNIQUE %s
// RUN: %clangxx -std=c++20 -g -O2 -S -emit-llvm %s -o - \
// RUN:   | FileCheck --check-prefix=LEFT --allow-empty %s
// LEFT-NOT: memtrace.names
#include <coroutine>

void use(void *);

struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};

// CHECK: chain=_Z3runi@{{[^ ]*}}:[[#@LINE+8]]
// CHECK-NOT: resume@
// CHECK-NOT: init.1@
// CHECK-NOT: _GLOBAL__sub_I_{{[^@]*}}@
// NONE-NOT: resume@
// NONE-NOT: _GLOBAL__sub_I_{{[^@]*}}@
// UNIQUE-NOT: __uniq
// UNIQUE: chain={{[^@]*}}local{{[^@.]*}}@
Task run(int n) {
  use(new char[4]);
  co_await std::suspend_always();
  use(new char[n + 3]);
}

__attribute__((always_inline)) static char *local() { return new char; }
char *one() { return local(); }
char *two() { return local(); }

static char *initialised[] = {new char, new char};
static char *another = new char;
char **both() { return another ? initialised : nullptr; }
