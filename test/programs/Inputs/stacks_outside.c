/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * stacks_outside.c: what stacks_ends.c calls in another file.
 */
void *outside(void *block);
void *outside(void *block) { return block; }
