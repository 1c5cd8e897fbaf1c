/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * holds.c: holds 123 bytes, says so, reads to the end of its input, and ends
 * with 3 or by SIGKILL.
 *
 *   holds return|kill
 */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void *volatile held;

int main(int count, char **words) {
  char byte;
  held = malloc(123); /* HELD */
  if (count != 2 || write(1, "held\n", 5) != 5)
    return 99;
  while (read(0, &byte, 1) == 1)
    ;
  if (words[1][0] == 'k')
    raise(SIGKILL);
  return 3;
}
