// Ends with 3: by return, or from a signal handler on a stack of 8 KiB.
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void handler(int signal) {
  (void)signal;
  _exit(3);
}

int main(int argc, char **argv) {
  (void)argv;
  void *volatile block = malloc(100);
  if (argc > 1) {
    // A page that can't be written stands before the stack.
    char *pages =
        mmap(0, 3 * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(pages + 4096, 2 * 4096, PROT_READ | PROT_WRITE);
    stack_t stack = {.ss_sp = pages + 4096, .ss_size = 2 * 4096};
    sigaltstack(&stack, 0);
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
    sigaction(SIGUSR1, &action, 0);
    raise(SIGUSR1);
  }
  free(block);
  return 3;
}
