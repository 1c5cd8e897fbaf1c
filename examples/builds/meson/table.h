// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// table.h: cells of text in rows, and how wide each column is.
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { TABLE_COLUMNS = 7 };

typedef struct table table;

table *table_new(void);
void table_free(table *t);

// `line` with its cells divided by `divider`; what is beyond the last column
// stays in the last cell. 0, or -1 when there is not enough memory.
int table_add(table *t, const char *line, char divider);

size_t table_rows(const table *t);
const char *table_cell(const table *t, size_t row, size_t column);
size_t table_width(const table *t, size_t column);

#ifdef __cplusplus
}
#endif

#endif
