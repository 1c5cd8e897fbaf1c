// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine is split before the pass: each part reads the ambient site of
// whoever resumed it, on whatever thread.
// REQUIRES: opaque-pointers
// RUN: %clangxx -std=c++20 -g -O0 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck %s
// RUN: %clangxx -std=c++20 -g -O2 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck %s
// RUN: %clangxx -std=c++20 -g -O2 -flto -c %s -o /dev/null
#include <coroutine>

void external(int);

struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};

// CHECK-LABEL: define _Z3runi
// CHECK: __memtrace_new user={{.*}}.cpp:[[#@LINE+1]]:
Task run(int n) {
  external(n);
  co_await std::suspend_always();
  external(n + 1);
}

// CHECK-LABEL: define _Z3runi.resume
// CHECK: save
// CHECK: frame user={{.*}}.cpp:[[#@LINE-5]]:3
// CHECK-NEXT: {{call|invoke}} _Z8externali
// CHECK: restore
// CHECK: end
