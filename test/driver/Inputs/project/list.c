#include "list.h"

#include <stdlib.h>

struct node {
  struct node *next;
  int value;
};

void *list_append(void *list, int value) {
  struct node *node = malloc(sizeof *node);
  node->next = list;
  node->value = value;
  return node;
}

int list_sum(const void *list) {
  int sum = 0;
  for (const struct node *node = list; node; node = node->next)
    sum += node->value;
  return sum;
}
