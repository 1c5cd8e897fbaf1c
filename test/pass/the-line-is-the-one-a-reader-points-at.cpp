// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the language hides who asks for memory: the same line with and without
// inlining. (line_matrix.cpp in test/programs has the rest, as a program.)
// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: %clangxx -std=c++17 -g -O0 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck %s
// RUN: %clangxx -std=c++17 -gline-tables-only -O2 -S -emit-llvm %s -o - \
// RUN:   | %annotate | FileCheck %s
//
// Names in #line stay as they are written; prefixes are mapped as the compiler
// was told to.
// RUN: %clangxx -std=c++17 -g -O0 -ffile-prefix-map=%S=mapped -S -emit-llvm \
// RUN:   %s -o - | %annotate --paths | FileCheck --check-prefix=PATHS %s
// PATHS: user=mapped/the-line-is-the-one-a-reader-points-at.cpp:
// PATHS: user=sub/grammar.y:11:
// PATHS: user=/made/by/tool.y:21:
#include <cstdlib>

void use(void *);

// Asked for by each caller, and there it is freed: the line of the call.
void *withDefault(void *more = new char[1]);
// CHECK-LABEL: define _Z8defaultsv
// CHECK: __memtrace_new_array user={{.*}}.cpp:[[#@LINE+2]]:
void defaults() {
  use(withDefault(
      ));
}

// A macro is its use, a call over several lines its first one, and the
// arguments have their own.
#define TWO(a, b) (use(malloc(a)), \
                   use(malloc(b)))
// CHECK-LABEL: define _Z6macrosv
// CHECK: __memtrace_malloc user={{.*}}.cpp:[[#@LINE+3]]:
// CHECK: __memtrace_malloc user={{.*}}.cpp:[[#@LINE+2]]:
void macros() {
  TWO(2,
      3);
}

void three(void *, void *, void *);
// CHECK-LABEL: define _Z5linesv
// CHECK: __memtrace_malloc user={{.*}}.cpp:[[#@LINE+5]]:
// CHECK: __memtrace_new_array user={{.*}}.cpp:[[#@LINE+7]]:
// CHECK: __memtrace_new_array user={{.*}}.cpp:[[#@LINE+7]]:
void lines() {
  three(
      malloc(
          4
          ),
      new char[5],
      new char[6]);
}

struct Base {
  virtual void *get();
};
struct Other {
  virtual void *other();
};
struct Both final : Base, Other {
  void *other() override;
};
// Also through a thunk, into which it may be inlined.
// CHECK-LABEL: define _ZN4Both5otherEv
// CHECK: __memtrace_new_array user={{.*}}.cpp:[[#@LINE+1]]:
void *Both::other() { return new char[7]; }

// CHECK-LABEL: define _Z7grammarv
// CHECK: __memtrace_new_array user=grammar.y:11:
// CHECK-LABEL: define _Z4toolv
// CHECK: __memtrace_new_array user=tool.y:21:
#line 10 "sub/grammar.y"
void grammar() {
  use(new char[8]);
}
#line 20 "/made/by/tool.y"
void tool() {
  use(new char[9]);
}
