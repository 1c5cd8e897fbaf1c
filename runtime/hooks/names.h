// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// names.h: the names under which the linker finds the hooks, and under which
// they find what they replace.
#ifndef MEMTRACE_HOOKS_NAMES_H
#define MEMTRACE_HOOKS_NAMES_H

#define MEMTRACE_EXPORT __attribute__((visibility("default")))

#ifdef MEMTRACE_STATIC
#define MEMTRACE_HOOK(name) __wrap_##name
#else
#define MEMTRACE_HOOK(name) name
#endif

#endif
