// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A header is the system's if it lies under the compiler's include search
// path, whatever way the path is written; /usr alone says nothing: Docker
// images build in /usr/src.
// RUN: %clang -g -O0 -S -emit-llvm %s -o - | %annotate --paths | FileCheck %s
#include <stdlib.h>

void *volatile keep;

// CHECK-LABEL: define docker
// CHECK: __memtrace_malloc user=/usr/src/app/main.c:7:{{[0-9]+}} chain=docker@/usr/src/app/main.c:7{{$}}
#line 7 "/usr/src/app/main.c"
void docker(void) { keep = malloc(1); }

// CHECK-LABEL: define local
// CHECK: __memtrace_malloc user=/usr/share/app/main.c:8:{{.*}}:8{{$}}
#line 8 "/usr/share/app/main.c"
void local(void) { keep = malloc(2); }

// CHECK-LABEL: define header
// CHECK: ambient or user=/usr/include/list.h:9:{{.*}} system
#line 9 "/usr/include/list.h"
void header(void) { keep = malloc(3); }

// CHECK-LABEL: define dotted
// CHECK: ambient or user=/usr/lib/gcc/../../include/c++/12/list:10:{{.*}} system
#line 10 "/usr/lib/gcc/../../include/c++/12/list"
void dotted(void) { keep = malloc(4); }

// CHECK-LABEL: define builtin
// CHECK: ambient or user=/opt/llvm/lib/clang/19/include/mm_malloc.h:11:{{.*}} system
#line 11 "/opt/llvm/lib/clang/19/include/mm_malloc.h"
void builtin(void) { keep = malloc(5); }

// CHECK-LABEL: define sysroot
// CHECK: ambient or user=/opt/root/usr/include/x.h:12:{{.*}} system
#line 12 "/opt/root/usr/include/x.h"
void sysroot(void) { keep = malloc(6); }

// CHECK-LABEL: define lookalike
// CHECK: __memtrace_malloc user=/usr/included/x.h:13:{{.*}}:13{{$}}
#line 13 "/usr/included/x.h"
void lookalike(void) { keep = malloc(7); }
