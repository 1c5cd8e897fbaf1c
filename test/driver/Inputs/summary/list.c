/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * list.c: functions that allocate, don't, hand out what they take, or do what
 * they are told.
 */
#include "list.h"

#include <stdio.h>
#include <stdlib.h>

struct node *push(struct node *list, long value) {
  struct node *node = malloc(sizeof *node);
  if (!node)
    return list;
  node->next = list;
  node->value = value + count_of(list);
  printf("%ld\n", node->value);
  return node;
}

int count_of(const struct node *list) {
  int count = 0;
  for (; list; list = list->next)
    ++count;
  return count;
}

long sum_of(const struct node *list, long (*of)(long value)) {
  long sum = 0;
  for (; list; list = list->next)
    sum += of(list->value);
  return sum;
}

char *name_of(const struct node *list, size_t size) {
  char *name = malloc(size);
  if (name)
    snprintf(name, size, "a list of %d", count_of(list));
  return name;
}

void drop(struct node *list) {
  while (list) {
    struct node *next = list->next;
    free(list);
    list = next;
  }
}
