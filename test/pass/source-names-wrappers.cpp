// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The attributes of memtrace.h, on all that is a function; the command line
// wins over them. They leave nothing behind in the module but other people's
// annotations, so that a function which was inlined everywhere goes away.
// RUN: %say_clangxx -I%include -O0 -S -emit-llvm %s -o %t.ll
// RUN: %annotate < %t.ll | FileCheck %s
// RUN: FileCheck %s --check-prefix=LEFT < %t.ll
// RUN: %say_clangxx -I%include -O2 -S -emit-llvm %s -o %t.ll
// RUN: %annotate < %t.ll | FileCheck %s --check-prefix=INLINED \
// RUN:   --implicit-check-not="define _ZL6hidden"
//
// Names are matched mangled and demangled.
// RUN: %say_clangxx -I%include -O0 -mllvm "-memtrace-opaque=^Arena::take\(int\)$" -mllvm -memtrace-opaque=5make_IiE -mllvm "-memtrace-transparent=^table\(" -S -emit-llvm %s -o %t.ll
// RUN: %annotate < %t.ll | FileCheck %s --check-prefix=NAMED
//
// Other compilers take the header, too.
// RUN: %plain_clangxx -I%include -Wall -Wextra -Werror -std=c++17 -fsyntax-only %s
#include <memtrace/memtrace.h>
#include <stdlib.h>

// LEFT: @llvm.global.annotations = appending global [1 x {
__attribute__((annotate("somebody's"))) void *annotated() { return malloc(1); }

struct Arena {
  MEMTRACE_TRANSPARENT void *take();
  void *take(int) MEMTRACE_TRANSPARENT;
  template <typename T> MEMTRACE_TRANSPARENT T *make_() {
    return (T *)malloc(sizeof(T));
  }
};

// CHECK-LABEL: define _ZN5Arena4takeEv transparent
// NAMED-LABEL: define _ZN5Arena4takeEv transparent
void *Arena::take() { return malloc(64); }
// CHECK-LABEL: define _ZN5Arena4takeEi transparent
// NAMED-LABEL: define _ZN5Arena4takeEi{{$}}
void *Arena::take(int) { return malloc(64); }

// Its shape is that of a wrapper.
// CHECK-LABEL: define _Z5tablem{{$}}
// CHECK: __memtrace_malloc user={{.*}}.cpp:[[#@LINE+2]]:
// NAMED-LABEL: define _Z5tablem transparent
MEMTRACE_OPAQUE void *table(size_t rows) { return malloc(rows * 8); }

MEMTRACE_TRANSPARENT static void *hidden() { return malloc(64); }

void *volatile keep;
// INLINED-LABEL: define _Z4userR5Arena
// INLINED: __memtrace_malloc user={{.*}}.cpp:[[#@LINE+3]]:16 chain=_ZN5Arena4takeEv@
// INLINED: __memtrace_malloc user={{.*}}.cpp:[[#@LINE+3]]:10
void user(Arena &arena) {
  keep = arena.take();
  keep = hidden();
}

// CHECK: define _ZZ8instanceR5ArenaENK3$_0clEv transparent
// CHECK: define _ZN5Arena5make_IiEEPT_v transparent
// NAMED: define _ZN5Arena5make_IiEEPT_v{{$}}
int *instance(Arena &arena) {
  auto take = [&]() MEMTRACE_TRANSPARENT { return arena.make_<int>(); };
  return take();
}
