// Blocks of 20 bytes, whose usable size is 24: the tag is what comes next.
#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 64, SIZE = 20 };

int main(int argc, char **argv) {
  (void)argc;
  size_t past = (size_t)atoi(argv[1]);
  for (int round = 0; round < 100; ++round) {
    char *blocks[BLOCKS];
    for (int i = 0; i < BLOCKS; ++i) {
      blocks[i] = malloc(SIZE);
      memset(blocks[i], 'x', SIZE);
    }
    for (int i = 0; i < BLOCKS; ++i)
      if (i % 8 == round % 8)
        memset(blocks[i] + SIZE, 0, past);
    for (int i = 0; i < BLOCKS; ++i)
      free(blocks[i]);
  }
  // clang-format off
  char *large = malloc(1000000);
  // clang-format on
  memset(large, 0, 1000000);
  free(large);
  return 0;
}
