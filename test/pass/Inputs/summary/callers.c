/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * callers.c: a call of each of shapes.c's.
 */
#include <stddef.h>

int leaf(const char *text), through(int n), rounds(int n), allocates(int n),
    calls(int n), weak(int n), stops(int n), unknown(int n);
void *wraps(size_t n);

int to_leaf(const char *text) { return leaf(text) + 1; }
int to_through(int n) { return through(n) + 1; }
int to_rounds(int n) { return rounds(n) + 1; }
int to_allocates(int n) { return allocates(n) + 1; }
int to_wraps(void) { return wraps(8) != NULL; }
int to_calls(int n) { return calls(n) + 1; }
int to_weak(int n) { return weak(n) + 1; }
int to_stops(int n) { return stops(n) + 1; }
int to_unknown(int n) { return unknown(n) + 1; }
