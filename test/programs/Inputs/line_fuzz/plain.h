/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * plain.h: what every generated program has: a library that is compiled
 * without MemTrace. Whatever it allocates belongs to the line that called it.
 */
#ifndef LINE_FUZZ_PLAIN_H
#define LINE_FUZZ_PLAIN_H

#include <setjmp.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void step(void *argument);
typedef void *maker(size_t size);

/* Where pointers go, so that no allocation can be optimized away. A plain
 * store: a call would assert the line once more and hide what is stale. */
extern void *volatile sink;
/* 0, but the compiler doesn't know. */
extern volatile size_t zero;
/* The innermost setjmp that may be jumped to. */
extern jmp_buf *jump_top;
/* Whose turn it is in a comparison function or the like. */
extern int armed;
/* Called by the handler of SIGUSR1. */
extern step *on_signal;

/* A string that needs `size` bytes, its end included. */
const char *plain_text(size_t size);

void *plain_alloc(size_t size);
int plain_alloc_to(void **out, size_t size);
char *plain_copy(const char *text);
/* Like a step: allocates as many bytes as the argument says. */
void plain_take(void *size);
/* An entry of a thread. */
void *plain_enter(void *size);

void plain_call(step *f, void *argument);
/* Allocates, calls back, allocates. */
void plain_call_between(step *f, size_t before, size_t after);
void *plain_make_by(maker *make, size_t size);
/* Calls back and catches; then allocates, if `after` isn't 0. */
void plain_catch(step *f, size_t after);
/* Calls back behind a setjmp; then allocates, if `after` isn't 0. */
void plain_land(step *f, size_t after);
void plain_run_thread(void *(*entry)(void *), void *argument);
void plain_raise(step *f);
/* Runs f on a stack of its own; f may leave it with plain_yield, and is then
 * resumed by plain_resume. They allocate nothing. */
void plain_start_fiber(step *f);
void plain_yield(void);
void plain_resume(void);

#ifdef __cplusplus
}
#endif

#endif
