// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// cfrac.c: factors products of two primes by the continued fraction method of
// Morrison and Brillhart. Its numbers of any length are blocks that count their
// references, and every operation makes a new one: few programs allocate more
// often for what they do.
#include "numbers.h"
#include "program.h"

enum { PRIMES = 100, COLUMNS = PRIMES + 1, RELATIONS = 120 };

// Modulo n the root's square is the product of -1 and the base's primes, each
// that often.
struct relation {
  number *root;
  unsigned char exponents[COLUMNS];
};

static struct {
  number *primes[PRIMES];
  struct relation relations[RELATIONS];
  unsigned count;
} base;

static uint32_t power_modulo(uint64_t value, uint32_t exponent, uint32_t by) {
  uint64_t made = 1;
  for (value %= by; exponent; exponent >>= 1, value = value * value % by)
    if (exponent & 1)
      made = made * value % by;
  return (uint32_t)made;
}

static int is_prime(uint32_t n) {
  for (uint32_t i = 2; i * i <= n; ++i)
    if (n % i == 0)
      return 0;
  return n > 1;
}

static uint32_t next_prime(uint32_t n) {
  while (!is_prime(++n)) {
  }
  return n;
}

// Those that can divide a denominator of n's: n is a square modulo them.
static void choose_primes(const number *n) {
  uint32_t prime = 1;
  for (unsigned i = 0; i < PRIMES;) {
    prime = next_prime(prime);
    number *rest;
    drop(divide_by_digit(n, prime, &rest));
    if (prime == 2 || power_modulo(digit(rest, 0), prime / 2, prime) <= 1)
      base.primes[i++] = number_of(prime);
    drop(rest);
  }
}

// True if nothing is left of `q` but the base's primes.
static int is_smooth(number *q, unsigned char *exponents) {
  number *left = share(q);
  for (unsigned i = 0; i < PRIMES;) {
    number *rest, *part = divide(left, base.primes[i], &rest);
    if (rest->length) {
      drop(part);
      ++i;
    } else {
      set(&left, part);
      ++exponents[1 + i];
    }
    drop(rest);
  }
  int done = left->length == 1 && left->digits[0] == 1;
  drop(left);
  return done;
}

static void note_relation(number *root, number *q, int is_negative) {
  struct relation relation = {root, {0}};
  relation.exponents[0] = (unsigned char)is_negative;
  if (is_smooth(q, relation.exponents)) {
    share(root);
    base.relations[base.count++] = relation;
  }
}

// The state of an expansion: of the square root of kn, and the numerators of
// its convergents modulo n.
struct expansion {
  number *root, *p, *q, *q_before, *a, *a_before;
};

// p' = x q - p; q' = q_before + x (p - p'), which may be negative inside; and
// a' = x a + a_before, where x is (root + p) / q.
static void step(struct expansion *e, const number *n) {
  number *sum = sum_of(e->root, e->p), *x = quotient(sum, e->q);
  number *whole = product(x, e->q), *p = difference(whole, e->p);
  int grows = compare(e->p, p) >= 0;
  number *change = grows ? difference(e->p, p) : difference(p, e->p);
  number *times = product(x, change);
  number *q =
      grows ? sum_of(e->q_before, times) : difference(e->q_before, times);
  number *longer = product(x, e->a), *longest = sum_of(longer, e->a_before);
  set(&e->a_before, e->a);
  e->a = remainder_of(longest, n);
  set(&e->q_before, e->q);
  e->q = q;
  set(&e->p, p);
  number *temporary[] = {sum, x, whole, change, times, longer, longest};
  for (unsigned i = 0; i < sizeof temporary / sizeof *temporary; ++i)
    drop(temporary[i]);
}

// Until there are relations enough, or the expansion repeats.
static void find_relations(const number *n, const number *kn) {
  struct expansion e = {square_root(kn),         number_of(0), number_of(1),
                        copy_of(kn, kn->length), number_of(1), number_of(0)};
  for (int is_negative = 1; base.count < RELATIONS; is_negative ^= 1) {
    step(&e, n);
    if (e.q->length == 1 && e.q->digits[0] == 1)
      break;
    note_relation(e.a, e.q, is_negative);
  }
  number *parts[] = {e.root, e.p, e.q, e.q_before, e.a, e.a_before};
  for (unsigned i = 0; i < sizeof parts / sizeof *parts; ++i)
    drop(parts[i]);
}

typedef struct {
  uint64_t words[2];
} bits;

static int has(const bits *set, unsigned bit) {
  return (int)(set->words[bit / 64] >> bit % 64 & 1);
}

static void flip(bits *set, const bits *by) {
  set->words[0] ^= by->words[0];
  set->words[1] ^= by->words[1];
}

// Two numbers with equal squares share a factor with n, perhaps.
static number *try_relations(const bits *chosen, const number *n) {
  unsigned exponents[COLUMNS] = {0};
  number *x = number_of(1), *y = number_of(1);
  for (unsigned i = 0; i < base.count; ++i)
    if (has(chosen, i)) {
      set(&x, product_modulo(x, base.relations[i].root, n));
      for (unsigned j = 0; j < COLUMNS; ++j)
        exponents[j] += base.relations[i].exponents[j];
    }
  for (unsigned j = 1; j < COLUMNS; ++j)
    for (unsigned times = exponents[j] / 2; times; --times)
      set(&y, product_modulo(y, base.primes[j - 1], n));
  number *sum = sum_of(x, y), *factor = common_divisor(sum, n);
  drop(x);
  drop(y);
  drop(sum);
  if (factor->length > 1 || (factor->length && factor->digits[0] > 1))
    if (compare(factor, n) < 0)
      return factor;
  drop(factor);
  return NULL;
}

// Elimination: rows whose exponents are all even are worth a try.
static number *combine_relations(const number *n) {
  bits rows[COLUMNS], parts[COLUMNS];
  int taken[COLUMNS] = {0};
  number *factor = NULL;
  for (unsigned i = 0; i < base.count && !factor; ++i) {
    bits row = {{0, 0}}, part = {{0, 0}};
    part.words[i / 64] = (uint64_t)1 << i % 64;
    for (unsigned j = 0; j < COLUMNS; ++j)
      row.words[j / 64] |= (uint64_t)(base.relations[i].exponents[j] & 1)
                           << j % 64;
    unsigned column = 0;
    for (; column < COLUMNS && (!has(&row, column) || taken[column]); ++column)
      if (has(&row, column)) {
        flip(&row, &rows[column]);
        flip(&part, &parts[column]);
      }
    if (column == COLUMNS) {
      factor = try_relations(&part, n);
    } else {
      taken[column] = 1;
      rows[column] = row;
      parts[column] = part;
    }
  }
  return factor;
}

static number *factor_with(const number *n, uint32_t multiplier) {
  number *k = number_of(multiplier), *kn = product(n, k);
  choose_primes(kn);
  find_relations(n, kn);
  number *factor = combine_relations(n);
  while (base.count)
    drop(base.relations[--base.count].root);
  for (unsigned i = 0; i < PRIMES; ++i)
    drop(base.primes[i]);
  drop(k);
  drop(kn);
  return factor;
}

static number *factor_of(const number *n) {
  number *factor = NULL;
  for (uint32_t k = 1; !factor; ++k)
    factor = factor_with(n, k);
  return factor;
}

int main(int argc, char **argv) {
  uint64_t count = amount_of_work(argc, argv), state = 1, sum = 0;
  for (; count; --count) {
    uint32_t half = 1 << 29;
    number *a = number_of(next_prime(half + random_below(&state, half)));
    number *b = number_of(next_prime(half + random_below(&state, half)));
    number *n = product(a, b), *factor = factor_of(n);
    if (compare(factor, a) && compare(factor, b)) {
      fprintf(stderr, "a factor is wrong\n");
      return 1;
    }
    sum = mix(sum, factor->digits[0]);
    drop(a);
    drop(b);
    drop(n);
    drop(factor);
  }
  return print_checksum(sum);
}
