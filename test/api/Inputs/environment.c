/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <memtrace/memtrace.h>
#include <stdio.h>

int main(int argc, char **argv) {
  (void)argv;
  printf("tracing %d", memtrace_is_tracing());
  if (argc > 1)
    printf(", start %d, tracing %d", memtrace_start(), memtrace_is_tracing());
  printf(", frames %u\n", memtrace_frame_limit());
}
