// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: blocks SIZE COUNT
//
// Takes COUNT blocks of SIZE bytes, writes to all of them, keeps them, and
// prints by how many bytes a block the process grew.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long residentBytes(void) {
  char Line[256];
  long Found = 0;
  // What statm says may be off by many pages.
  FILE *In = fopen("/proc/self/smaps_rollup", "r");
  while (In && fgets(Line, sizeof(Line), In))
    if (sscanf(Line, "Rss: %ld kB", &Found) == 1)
      break;
  if (In)
    fclose(In);
  return Found * 1024;
}

int main(int Count, char **Words) {
  if (Count != 3)
    return 2;
  size_t Size = strtoul(Words[1], NULL, 10);
  long Blocks = atol(Words[2]);
  void **Last = NULL;
  residentBytes(); // what it needs itself is there from now on
  long Before = residentBytes();
  for (long I = 0; I < Blocks; ++I) {
    void **Block = malloc(Size);
    if (!Block)
      return 1;
    memset(Block, 1, Size);
    *Block = Last;
    Last = Block;
  }
  double Grown = residentBytes() - Before;
  long Kept = 0;
  for (void **Block = Last; Block; Block = *Block)
    ++Kept;
  printf("%.2f\n", Grown / Kept);
  return Kept != Blocks;
}
