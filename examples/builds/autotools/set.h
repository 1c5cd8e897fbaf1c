// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// set.h: a set of strings, by hash.
#ifndef SET_H
#define SET_H

typedef struct set set;

set *set_new(void);
void set_free(set *s);

// 1 if the string is new, 0 if the set had it, -1 when there is not enough
// memory.
int set_add(set *s, const char *string);

#endif
