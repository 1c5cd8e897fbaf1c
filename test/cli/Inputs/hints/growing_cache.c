/* The same in C, with a table of its own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct page {
  struct page *next;
  char key[64];
  char text[64];
};

static struct page *table[4096];

static struct page *cache_get(const char *key) {
  unsigned hash = 5381;
  for (const char *c = key; *c; ++c)
    hash = hash * 33 + (unsigned char)*c;
  struct page **head = &table[hash % 4096], *found = *head;
  while (found && strcmp(found->key, key) != 0)
    found = found->next;
  if (found)
    return found;
#if HOW == 0
  if (*head) { /* a bucket has room for one */
    found = *head;
    *head = found->next;
    free(found);
  }
#endif
  found = malloc(sizeof *found);
  snprintf(found->key, sizeof found->key, "%s", key);
  snprintf(found->text, sizeof found->text, "about %s", key);
  found->next = *head;
  return *head = found;
}

int main(int argc, char **argv) {
  FILE *in = fopen(argv[argc - 1], "r");
  char line[256];
  size_t size = 0;
  while (fgets(line, sizeof line, in)) {
    char *end = strstr(line, " took");
    if (end)
      *end = 0;
    size += strlen(cache_get(line)->text);
  }
  fclose(in);
  printf("%zu\n", size);
}
