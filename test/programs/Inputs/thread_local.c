/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * thread_local.c: part of programs whose allocations are compared. One that
 * MemTrace has compiled has a thread-local variable in its executable as a
 * rule, for which the C library needs 16 bytes more in each thread; so the
 * other one must have one, too. */
__thread int one_for_each_thread;
