/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * stacks_ends.c: functions that end with an allocation, and control that comes
 * back otherwise than by a return: to __builtin_setjmp, by a switch to
 * another stack, and from a signal. A number for what to do.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define OUT_OF_LINE __attribute__((noinline))

void *volatile sink;
void *outside(void *block);

// What belongs to a line stands on it.
// clang-format off
OUT_OF_LINE void leaf(int n) { sink = malloc(n); } /* @ leaf */

OUT_OF_LINE static void *ends_with_malloc(void *block) {
  outside(block);
  return malloc(16); /* @ last */
}
OUT_OF_LINE static char *ends_with_strdup(int n) {
  leaf(n); /* @ first */
  return strdup("four"); /* @ last */
}
OUT_OF_LINE static void *may_end_with_calloc(int n) {
  if (n == 1)
    leaf(n); /* @ first */
  return calloc(1, 32); /* @ last */
}
OUT_OF_LINE static void ends(void) {
  for (int i = 0; i < 70000; ++i)
    free(ends_with_malloc(&i)); /* @ malloc */
  sink = ends_with_strdup(3); /* @ strdup */
  sink = may_end_with_calloc(1); /* @ calloc */
  leaf(4); /* @ behind */
}

static void *jump[5];
OUT_OF_LINE static void jumps(int n) {
  if (n) {
    jumps(n - 1); /* @ deeper */
    leaf(1); /* @ never */
  } else {
    __builtin_longjmp(jump, 1);
  }
}
OUT_OF_LINE static void lands(int n) {
  if (__builtin_setjmp(jump) == 0)
    jumps(n); /* @ jumps */
  sink = malloc(n); /* @ landed */
  leaf(n); /* @ after it */
}
OUT_OF_LINE static void above(int n) {
  lands(n); /* @ lands */
  leaf(n + 1); /* @ behind */
}

static void *main_stack, *other_stack;
OUT_OF_LINE static void swap(void **save, void **to) {
  __asm__ volatile("pushq %%rbp\n pushq %%rbx\n leaq 1f(%%rip), %%rax\n"
                   "pushq %%rax\n movq %%rsp, (%0)\n movq (%1), %%rsp\n"
                   "popq %%rax\n jmp *%%rax\n 1: popq %%rbx\n popq %%rbp"
                   : : "r"(save), "r"(to)
                   : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12",
                     "r13", "r14", "r15", "memory", "cc");
}
OUT_OF_LINE static void deep(int n) {
  if (n)
    deep(n - 1); /* @ deeper */
  else
    swap(&other_stack, &main_stack);
  leaf(n + 20); /* @ deep */
}
static void fiber(void) {
  deep(4); /* @ deep */
  for (;;)
    swap(&other_stack, &main_stack);
}
OUT_OF_LINE static void switches(void) {
  static char stack[1 << 16] __attribute__((aligned(16)));
  void **top = (void **)(void *)(stack + sizeof stack - 64);
  *--top = 0;
  *--top = (void *)fiber;
  other_stack = top;
  leaf(5); /* @ before */
  swap(&main_stack, &other_stack);
  leaf(6); /* @ behind */
  sink = malloc(7); /* @ itself */
}

/* What comes between two calls finds the function as its last call left it. */
static void on_trap(int signal) {
  (void)signal;
  leaf(8); /* @ handler */
}
OUT_OF_LINE static void interrupted(void) {
  __asm__ volatile("int3" : : : "memory");
  leaf(3); /* @ first */
  __asm__ volatile("int3" : : : "memory");
  leaf(4); /* @ last */
}

int main(int argc, char **argv) {
  (void)argc;
  switch (argv[1][0]) {
  case '1':
    ends(); /* @ main */
    break;
  case '2':
    above(3); /* @ main */
    break;
  case '3':
    switches(); /* @ main */
    break;
  case '4':
    signal(SIGTRAP, on_trap);
    interrupted(); /* @ main */
    break;
  }
  leaf(9); /* @ main again */
  return 0;
}
