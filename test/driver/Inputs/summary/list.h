/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stddef.h>

struct node {
  struct node *next;
  long value;
};

struct node *push(struct node *list, long value);
int count_of(const struct node *list);
long sum_of(const struct node *list, long (*of)(long value));
char *name_of(const struct node *list, size_t size);
void drop(struct node *list);
