/* Counts the lines of a file that have a word in them: HOW is a way to read
 * all of it, or 0 for line by line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#if HOW == 1
static char *contents(const char *path) {
  FILE *in = fopen(path, "r");
  struct stat status;
  fstat(fileno(in), &status);
  char *text = malloc((size_t)status.st_size + 1);
  text[fread(text, 1, (size_t)status.st_size, in)] = 0;
  fclose(in);
  return text;
}
#elif HOW == 2
static char *contents(const char *path) {
  FILE *in = fopen(path, "r");
  size_t room = 4096, used = 0, got;
  char *text = malloc(room);
  while ((got = fread(text + used, 1, room - used - 1, in)) != 0) {
    used += got;
    if (used + 1 == room)
      text = realloc(text, room *= 2);
  }
  text[used] = 0;
  fclose(in);
  return text;
}
#elif HOW == 3
static char *contents(const char *path) {
  FILE *in = fopen(path, "r");
  char *text = NULL;
  size_t room = 0;
  if (getdelim(&text, &room, 0, in) < 0)
    abort();
  fclose(in);
  return text;
}
#endif

int main(int argc, char **argv) {
  int found = 0;
#if HOW == 0
  FILE *in = fopen(argv[argc - 1], "r");
  char *line = NULL;
  size_t room = 0;
  while (getline(&line, &room, in) > 0)
    found += strstr(line, "host-7 ") != NULL;
  free(line);
  fclose(in);
#else
  char *text = contents(argv[argc - 1]);
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
    found += strstr(line, "host-7 ") != NULL;
  free(text);
#endif
  printf("%d\n", found);
}
