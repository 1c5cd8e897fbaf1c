// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// cubes.h: products of literals, and covers, which are sums of them. A cube has
// two bits a variable: whether that may be 0, and whether it may be 1.
#ifndef MEMTRACE_BENCH_CUBES_H
#define MEMTRACE_BENCH_CUBES_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { VARIABLES = 12 };

typedef uint64_t cube;

static const cube universe = ((cube)1 << 2 * VARIABLES) - 1;
static const cube zeros = 0x5555555555555555u & universe;

typedef struct {
  size_t count, capacity;
  cube *cubes;
} cover;

// A literal of a variable: that it has this value.
static inline cube literal(unsigned variable, int value) {
  return universe & ~((cube)1 << (2 * variable + !value));
}

// A variable that may be neither makes the whole cube empty.
static inline int is_empty(cube c) { return ((c | c >> 1) & zeros) != zeros; }

static inline int meets(cube a, cube b) { return !is_empty(a & b); }

static inline int contains(cube a, cube b) { return (a & b) == b; }

static inline unsigned literals_of(cube c) {
  return (unsigned)__builtin_popcountll(universe & ~c);
}

static cover *cover_new(size_t capacity) {
  cover *made = malloc(sizeof *made);
  made->count = 0;
  made->capacity = capacity ? capacity : 1;
  made->cubes = malloc(made->capacity * sizeof *made->cubes);
  return made;
}

static void cover_free(cover *f) {
  free(f->cubes);
  free(f);
}

static void add(cover *f, cube c) {
  if (f->count == f->capacity) {
    f->capacity *= 2;
    f->cubes = realloc(f->cubes, f->capacity * sizeof *f->cubes);
  }
  f->cubes[f->count++] = c;
}

static cover *cover_of(cube c) {
  cover *made = cover_new(1);
  add(made, c);
  return made;
}

static void remove_at(cover *f, size_t at) {
  --f->count;
  memmove(f->cubes + at, f->cubes + at + 1, (f->count - at) * sizeof *f->cubes);
}

static cover *cover_copy(const cover *f) {
  cover *made = cover_new(f->count);
  memcpy(made->cubes, f->cubes, f->count * sizeof *f->cubes);
  made->count = f->count;
  return made;
}

static int has_universe(const cover *f) {
  for (size_t i = 0; i < f->count; ++i)
    if (f->cubes[i] == universe)
      return 1;
  return 0;
}

// What f is where `by` is, without the variables that are fixed there; the one
// at `without` is left out.
static cover *cofactor(const cover *f, cube by, size_t without) {
  cover *made = cover_new(f->count);
  for (size_t i = 0; i < f->count; ++i)
    if (i != without && meets(f->cubes[i], by))
      add(made, f->cubes[i] | (universe & ~by));
  return made;
}

static cover *half(const cover *f, int variable, int value) {
  return cofactor(f, literal((unsigned)variable, value), f->count);
}

enum { NONE = -1 };

// The variable that most cubes have a literal of; among those, if it has to be,
// that some cubes want to be 0 and some to be 1.
static int most_used(const cover *f, int is_binate) {
  unsigned wants[2 * VARIABLES] = {0}, most = 0;
  for (size_t i = 0; i < f->count; ++i)
    for (cube left = universe & ~f->cubes[i]; left; left &= left - 1)
      ++wants[__builtin_ctzll(left)];
  int best = NONE;
  for (int v = 0; v < VARIABLES; ++v) {
    unsigned a = wants[2 * v], b = wants[2 * v + 1];
    if (a + b > most && (!is_binate || (a && b))) {
      most = a + b;
      best = v;
    }
  }
  return best;
}

// Where no variable is wanted both ways, only the universe covers everything.
static int is_tautology(const cover *f) {
  if (has_universe(f))
    return 1;
  int variable = most_used(f, 1), is_all = variable != NONE;
  for (int value = 0; value < 2 && is_all; ++value) {
    cover *part = half(f, variable, value);
    is_all = is_tautology(part);
    cover_free(part);
  }
  return is_all;
}

static cover *complement_of_cube(cube c) {
  cover *made = cover_new(literals_of(c));
  for (cube left = universe & ~c; left; left &= left - 1) {
    int bit = __builtin_ctzll(left);
    add(made, literal((unsigned)bit / 2, bit & 1));
  }
  return made;
}

static int is_covered(cube c, const cover *by) {
  for (size_t i = 0; i < by->count; ++i)
    if (contains(by->cubes[i], c))
      return 1;
  return 0;
}

// Cubes that the other half has, too, don't need the literal.
static void add_half(cover *to, const cover *part, const cover *other,
                     int variable, int value) {
  for (size_t i = 0; i < part->count; ++i) {
    cube c = part->cubes[i];
    if (!is_covered(c, other))
      add(to, c & literal((unsigned)variable, value));
    else if (!is_covered(c, to))
      add(to, c);
  }
}

static cover *complement(const cover *f) {
  if (has_universe(f))
    return cover_new(0);
  if (f->count == 0)
    return cover_of(universe);
  if (f->count == 1)
    return complement_of_cube(f->cubes[0]);
  int variable = most_used(f, 1);
  if (variable == NONE)
    variable = most_used(f, 0);
  cover *parts[2], *made = cover_new(f->count);
  for (int value = 0; value < 2; ++value) {
    cover *part = half(f, variable, value);
    parts[value] = complement(part);
    cover_free(part);
  }
  for (int value = 0; value < 2; ++value)
    add_half(made, parts[value], parts[!value], variable, value);
  cover_free(parts[0]);
  cover_free(parts[1]);
  return made;
}

#endif
