/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * known_functions.c: two lines that allocate by strdup.
 */
#include <stdlib.h>
#include <string.h>

char *volatile kept;

int main(void) {
  kept = strdup("abc");
  kept = strdup("abcdefg");
  return 0;
}
