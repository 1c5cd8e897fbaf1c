// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// table.c: see table.h. A row is one block: pointers to its cells, then their
// text.
#include "table.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  char *cells[TABLE_COLUMNS];
  char text[];
} row;

struct table {
  row **rows;
  size_t count, room;
  size_t widths[TABLE_COLUMNS];
};

table *table_new(void) { return calloc(1, sizeof(table)); }

void table_free(table *t) {
  for (size_t i = 0; t && i < t->count; i++)
    free(t->rows[i]);
  if (t)
    free(t->rows);
  free(t);
}

static int make_room(table *t) {
  if (t->count < t->room)
    return 0;
  size_t room = t->room ? 2 * t->room : 8;
  row **rows = realloc(t->rows, room * sizeof *rows);
  if (!rows)
    return -1;
  t->rows = rows;
  t->room = room;
  return 0;
}

static void divide(row *r, char divider) {
  char *at = r->text;
  for (size_t i = 0; i < TABLE_COLUMNS; i++) {
    r->cells[i] = at;
    char *end = i + 1 < TABLE_COLUMNS ? strchr(at, divider) : NULL;
    if (end)
      *end++ = '\0';
    at = end ? end : at + strlen(at);
  }
}

int table_add(table *t, const char *line, char divider) {
  size_t size = strlen(line) + 1;
  row *r = make_room(t) == 0 ? malloc(sizeof *r + size) : NULL;
  if (!r)
    return -1;
  memcpy(r->text, line, size);
  divide(r, divider);
  for (size_t i = 0; i < TABLE_COLUMNS; i++) {
    size_t width = strlen(r->cells[i]);
    if (width > t->widths[i])
      t->widths[i] = width;
  }
  t->rows[t->count++] = r;
  return 0;
}

size_t table_rows(const table *t) { return t->count; }

const char *table_cell(const table *t, size_t row, size_t column) {
  return t->rows[row]->cells[column];
}

size_t table_width(const table *t, size_t column) { return t->widths[column]; }
