#include <stdlib.h>

static char *volatile block; /* so that the allocation stays at -O2 */

int main(void) {
  block = malloc(1000);
  block[0] = 1;
  return block[0] - 1;
}
