// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// espresso.c: minimizes sums of products as Espresso does: expands each cube as
// far as the complement lets it, drops cubes that the others cover, shrinks
// what is left so that it can grow another way, and again, until that doesn't
// help any more. Fails unless the result is the same function.
#include "cubes.h"
#include "program.h"

enum { CUBES = 40, FEWEST_LITERALS = 3, MORE_LITERALS = 4 };

static cube random_cube(uint64_t *state) {
  cube made = universe;
  unsigned literals = FEWEST_LITERALS + random_below(state, MORE_LITERALS);
  while (literals_of(made) < literals) {
    cube more = made & literal(random_below(state, VARIABLES),
                               (int)random_below(state, 2));
    if (!is_empty(more))
      made = more;
  }
  return made;
}

static cover *random_function(uint64_t *state) {
  cover *made = cover_new(CUBES);
  while (made->count < CUBES)
    add(made, random_cube(state));
  return made;
}

static int by_literals(const void *a, const void *b) {
  cube x = *(const cube *)a, y = *(const cube *)b;
  unsigned n = literals_of(x), m = literals_of(y);
  if (n != m)
    return n > m ? -1 : 1;
  return x < y ? -1 : x > y;
}

static int meets_any(cube c, const cover *f) {
  for (size_t i = 0; i < f->count; ++i)
    if (meets(c, f->cubes[i]))
      return 1;
  return 0;
}

static cube expanded(cube c, const cover *off) {
  for (unsigned v = 0; v < VARIABLES; ++v) {
    cube raised = c | (cube)3 << 2 * v;
    if (raised != c && !meets_any(raised, off))
      c = raised;
  }
  return c;
}

// The smallest ones first; the others may be inside what they become.
static void expand(cover *f, const cover *off) {
  qsort(f->cubes, f->count, sizeof *f->cubes, by_literals);
  for (size_t i = 0; i < f->count; ++i) {
    cube grown = expanded(f->cubes[i], off);
    f->cubes[i] = grown;
    for (size_t j = f->count; j-- > 0;)
      if (j != i && contains(grown, f->cubes[j])) {
        remove_at(f, j);
        i -= j < i;
      }
  }
}

static void irredundant(cover *f) {
  for (size_t i = f->count; i-- > 0;) {
    cover *others = cofactor(f, f->cubes[i], i);
    if (is_tautology(others))
      remove_at(f, i);
    cover_free(others);
  }
}

static cube smallest_around(const cover *f) {
  cube made = 0;
  for (size_t i = 0; i < f->count; ++i)
    made |= f->cubes[i];
  return made;
}

// To what no other cube covers; there is such, since f is irredundant.
static void reduce(cover *f) {
  for (size_t i = 0; i < f->count; ++i) {
    cover *others = cofactor(f, f->cubes[i], i);
    cover *alone = complement(others);
    f->cubes[i] &= smallest_around(alone);
    cover_free(others);
    cover_free(alone);
  }
}

static unsigned cost(const cover *f) {
  unsigned literals = 0;
  for (size_t i = 0; i < f->count; ++i)
    literals += literals_of(f->cubes[i]);
  return (unsigned)f->count * 1000 + literals;
}

static cover *minimized(const cover *f, const cover *off) {
  cover *best = cover_copy(f);
  expand(best, off);
  irredundant(best);
  for (;;) {
    cover *next = cover_copy(best);
    reduce(next);
    expand(next, off);
    irredundant(next);
    if (cost(next) >= cost(best)) {
      cover_free(next);
      return best;
    }
    cover_free(best);
    best = next;
  }
}

static int covers(const cover *f, const cover *other) {
  for (size_t i = 0; i < other->count; ++i) {
    cover *there = cofactor(f, other->cubes[i], f->count);
    int is_all = is_tautology(there);
    cover_free(there);
    if (!is_all)
      return 0;
  }
  return 1;
}

int main(int argc, char **argv) {
  uint64_t functions = amount_of_work(argc, argv), state = 1, sum = 0;
  for (; functions; --functions) {
    cover *f = random_function(&state), *off = complement(f);
    cover *made = minimized(f, off);
    if (!covers(made, f) || !covers(f, made)) {
      fprintf(stderr, "a result is another function\n");
      return 1;
    }
    sum = mix(sum, cost(made));
    cover_free(f);
    cover_free(off);
    cover_free(made);
  }
  return print_checksum(sum);
}
