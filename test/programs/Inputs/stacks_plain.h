/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * stacks_plain.h: a library that nobody instrumented, as stacks_shapes.c uses
 * it.
 */
#ifndef STACKS_PLAIN_H
#define STACKS_PLAIN_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void step(void *argument);

void *plain_alloc(size_t size);
void plain_call(step *f, void *argument);
/* Calls f behind a setjmp, which plain_jump goes back to; then g. */
void plain_land(step *f, step *g, void *argument);
void plain_jump(void);
void plain_thread(step *f, void *argument);
/* A fiber that leaves by plain_yield, and is resumed to its end. */
void plain_start_fiber(step *f, void *argument);
void plain_yield(void);
void plain_resume(void);

#ifdef __cplusplus
}
#endif

#endif
