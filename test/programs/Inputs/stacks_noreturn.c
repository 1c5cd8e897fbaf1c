/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * stacks_noreturn.c: calls that don't return: of a function in another object
 * (-DDIE) that leaves by longjmp, as interpreters raise their errors, and of
 * exit, which runs what was registered.
 */
#include <setjmp.h>
#include <stdlib.h>

extern jmp_buf landing;
_Noreturn void die(size_t n);
extern void *volatile sink;

// What belongs to a line stands on it.
// clang-format off
#ifdef DIE
jmp_buf landing;
void *volatile sink;

__attribute__((noinline)) static void message(size_t n) {
  sink = malloc(n); /* @ message */
}

void die(size_t n) {
  message(n); /* @ die */
  longjmp(landing, 1);
}
#else
__attribute__((noinline)) static void leaf(size_t n) {
  sink = malloc(n); /* @ leaf */
}

__attribute__((noinline)) static void check(size_t n) {
  leaf(1); /* @ before */
  if (n)
    die(n); /* @ fatal */
  leaf(2); /* @ not reached */
}

__attribute__((noinline)) static void check_only(size_t n) {
  if (n)
    die(n); /* @ only fatal */
}

static void at_exit(void) {
  leaf(5); /* @ at exit */
}

int main(int argc, char **argv) {
  (void)argv;
  atexit(at_exit);
  if (!setjmp(landing))
    check(argc + 10); /* @ checks */
  if (!setjmp(landing))
    check_only(argc + 12); /* @ checks only */
  exit(0); /* @ exit */
}
#endif
