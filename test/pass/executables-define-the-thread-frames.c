// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code that is compiled for an executable defines where the thread is, whatever
// the visibility of the user's own, and reaches it at a distance from the
// thread pointer that the linker writes into the code; code with -fPIC, or with
// the option, asks the loader for the distance. Both tell the runtime which
// they have, once for an executable or library.
// RUN: %clang -O2 -S -emit-llvm %s -fPIE -o - | FileCheck %s --check-prefix=EXE
// RUN: %clang -O2 -S -emit-llvm %s -fpie -o - | FileCheck %s --check-prefix=EXE
// RUN: %clang -O2 -S -emit-llvm %s -fno-pic -fvisibility=hidden -o - \
// RUN:   | FileCheck %s --check-prefix=EXE
// RUN: %clang -O2 -S -emit-llvm %s -fPIE -flto -fvisibility=hidden -o - \
// RUN:   | FileCheck %s --check-prefix=EXE
// EXE-DAG: $__memtrace_thread_frames = comdat any
// EXE-DAG: @__memtrace_thread_frames = weak dso_local thread_local(localexec) global {{.*}} zeroinitializer, comdat
// EXE-DAG: @[[ENTRY:__memtrace_executable_loaded.call.entry]] = linkonce_odr hidden global {{.*}}@[[CALL:__memtrace_executable_loaded.call]], section ".preinit_array", comdat($[[CALL]])
// EXE-DAG: @llvm.used = {{.*}}@[[ENTRY]]
// EXE-NOT: @llvm.global_ctors
// EXE: define linkonce_odr hidden void @[[CALL]]() {{.*}}comdat
// EXE-NEXT: call void @__memtrace_executable_loaded({{.*}} @__memtrace_thread_frames)

// RUN: %clang -O2 -S -emit-llvm %s -fPIC -o - | FileCheck %s --check-prefix=LIB
// RUN: %clang -O2 -S -emit-llvm %s -fpic -fvisibility=hidden -o - \
// RUN:   | FileCheck %s --check-prefix=LIB
// RUN: %say_clang -mllvm -memtrace-shareable -O2 -S -emit-llvm %s -fPIE -o - \
// RUN:   | FileCheck %s --check-prefix=LIB
// RUN: %say_clang -mllvm -memtrace-shareable -O2 -S -emit-llvm %s -fno-pic \
// RUN:   -o - | FileCheck %s --check-prefix=LIB
// LIB-NOT: section ".preinit_array"
// LIB: @__memtrace_thread_frames = external thread_local(initialexec) global
// LIB: @llvm.global_ctors = {{.*}}i32 1, {{.*}}@[[CALL:__memtrace_library_loaded.call]], {{.*}}@[[CALL]]
// LIB: define linkonce_odr hidden void @[[CALL]]() {{.*}}comdat
// LIB-NEXT: call void @__memtrace_library_loaded({{.*}} @__memtrace_thread_frames)

// RUN: %clang --target=x86_64-linux-gnu -O2 -S %s -fPIE -o - \
// RUN:   | FileCheck %s --check-prefix=ASM --implicit-check-not=GOTTPOFF
// ASM-LABEL: use:
// ASM: {{mov.*}}%fs:__memtrace_thread_frames@TPOFF
// ASM-LABEL: other:

// What has no use for it has none of this.
// RUN: %clang -O2 -S -emit-llvm %s -DNOTHING -o - \
// RUN:   | FileCheck %s --check-prefix=NOTHING
// NOTHING-NOT: {{__memtrace_thread_frames|_loaded}}
void *library(void);
#ifndef NOTHING
void *use(void) { return (char *)library() + 1; }
void *other(void) { return (char *)library() + 2; }
#endif
