/* The mean of the numbers in a file. HOW: 1, from an array that doubles; 0, as
 * they are read; 2, from one whose size is known. */
#include <stdio.h>
#include <stdlib.h>

#if HOW == 1
static double mean(FILE *in) {
  double *numbers = NULL, number, sum = 0;
  size_t room = 0, count = 0;
  while (fscanf(in, "%lf", &number) == 1) {
    if (count == room) {
      room = room != 0 ? 2 * room : 16;
      numbers = realloc(numbers, room * sizeof *numbers);
    }
    numbers[count++] = number;
  }
  for (size_t i = 0; i < count; ++i)
    sum += numbers[i];
  free(numbers);
  return sum / (double)count;
}
#elif HOW == 2
static double mean(FILE *in) {
  size_t count = 0;
  double *numbers = malloc(200000 * sizeof *numbers), sum = 0;
  while (count < 200000 && fscanf(in, "%lf", &numbers[count]) == 1)
    ++count;
  for (size_t i = 0; i < count; ++i)
    sum += numbers[i];
  free(numbers);
  return sum / (double)count;
}
#else
static double mean(FILE *in) {
  double number, sum = 0;
  size_t count = 0;
  for (; fscanf(in, "%lf", &number) == 1; ++count)
    sum += number;
  return sum / (double)count;
}
#endif

int main(int argc, char **argv) {
  FILE *in = fopen(argv[argc - 1], "r");
  printf("%.3f\n", mean(in));
  fclose(in);
}
