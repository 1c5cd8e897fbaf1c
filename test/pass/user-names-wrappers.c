// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The user's word on wrappers, by name: on the command line or, as
// MEMTRACE_TRANSPARENT, in the environment. It wins over the shape; where two
// fit, opaque wins. Each RUN line says of two functions what they are then.
// RUN: %say_clang -S -emit-llvm %s -o %t.ll
// RUN: %annotate < %t.ll | FileCheck %s --check-prefixes=ARRAY,NOT-TAKE
//
// Any part of the name counts, unless anchored.
// RUN: %say_clang -mllvm -memtrace-transparent=^pool_take$ -S -emit-llvm %s -o %t.ll
// RUN: %annotate < %t.ll | FileCheck %s --check-prefixes=ARRAY,TAKE
// RUN: %say_clang -mllvm -memtrace-transparent=^take$ -S -emit-llvm %s -o %t.ll
// RUN: %annotate < %t.ll | FileCheck %s --check-prefixes=ARRAY,NOT-TAKE
// RUN: %say_clang -mllvm -memtrace-opaque=rray -S -emit-llvm %s -o %t.ll
// RUN: %annotate < %t.ll | FileCheck %s --check-prefixes=NOT-ARRAY,NOT-TAKE
//
// Options add up, and a comma is part of the expression.
// RUN: %say_clang -mllvm "-memtrace-transparent=^(x{1,2}|pool_take)$" -mllvm -memtrace-transparent=nothing -mllvm -memtrace-opaque=nobody -mllvm -memtrace-opaque=array -S -emit-llvm %s -o %t.ll
// RUN: %annotate < %t.ll | FileCheck %s --check-prefixes=NOT-ARRAY,TAKE
// RUN: %say_clang -mllvm "-memtrace-transparent=array|take" -mllvm -memtrace-opaque=array -S -emit-llvm %s -o %t.ll
// RUN: %annotate < %t.ll | FileCheck %s --check-prefixes=NOT-ARRAY,TAKE
//
// The environment: one more -memtrace-transparent; empty is nothing.
// RUN: env MEMTRACE_TRANSPARENT=take %clang -g -O0 -S -emit-llvm %s -o %t.ll
// RUN: %annotate < %t.ll | FileCheck %s --check-prefixes=ARRAY,TAKE
// RUN: env MEMTRACE_TRANSPARENT=nothing %say_clang -mllvm -memtrace-transparent=take -S -emit-llvm %s -o %t.ll
// RUN: %annotate < %t.ll | FileCheck %s --check-prefixes=ARRAY,TAKE
// RUN: env MEMTRACE_TRANSPARENT= %clang -g -O0 -S -emit-llvm %s -o %t.ll
// RUN: %annotate < %t.ll | FileCheck %s --check-prefixes=ARRAY,NOT-TAKE
//
// Without the rule of shapes, those that are named.
// RUN: %say_clang -mllvm -memtrace-find-wrappers=0 -S -emit-llvm %s -o %t.ll
// RUN: %annotate < %t.ll | FileCheck %s --check-prefixes=NOT-ARRAY,NOT-TAKE
// RUN: %say_clang -mllvm -memtrace-find-wrappers=0 -mllvm -memtrace-transparent=take -S -emit-llvm %s -o %t.ll
// RUN: %annotate < %t.ll | FileCheck %s --check-prefixes=NOT-ARRAY,TAKE
// RUN: %say_clang -mllvm -memtrace-find-wrappers=0 -mllvm -memtrace-find-wrappers=1 -S -emit-llvm %s -o %t.ll
// RUN: %annotate < %t.ll | FileCheck %s --check-prefixes=ARRAY,NOT-TAKE
#include <stdlib.h>

// ARRAY-LABEL: define array transparent
// ARRAY: __memtrace_malloc ambient
// NOT-ARRAY-LABEL: define array{{$}}
// NOT-ARRAY: __memtrace_malloc user={{.*}}.c:[[#@LINE+1]]:
void *array(size_t n) { return malloc(n); }

// TAKE-LABEL: define pool_take transparent
// TAKE: __memtrace_malloc ambient
// NOT-TAKE-LABEL: define pool_take{{$}}
// NOT-TAKE: __memtrace_malloc user={{.*}}.c:[[#@LINE+1]]:
void *pool_take(void) { return malloc(64); }

// TAKE-LABEL: define user
// TAKE: frame user={{.*}}.c:[[#@LINE+2]]:30 chain=user@
// TAKE-NEXT: call pool_take
int user(void) { return 1 + (pool_take() != 0); }
