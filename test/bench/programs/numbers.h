// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// numbers.h: unsigned numbers of any length. They are blocks that count their
// references, and every operation makes a new one.
#ifndef MEMTRACE_BENCH_NUMBERS_H
#define MEMTRACE_BENCH_NUMBERS_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// Unsigned, lowest digit first, without leading zeros.
typedef struct {
  uint32_t references, length;
  uint32_t digits[];
} number;

static number *number_new(uint32_t length) {
  number *made = malloc(sizeof *made + length * sizeof *made->digits);
  made->references = 1;
  made->length = length;
  return made;
}

static number *trimmed(number *n) {
  while (n->length && !n->digits[n->length - 1])
    --n->length;
  return n;
}

static number *number_of(uint64_t value) {
  number *made = number_new(2);
  made->digits[0] = (uint32_t)value;
  made->digits[1] = (uint32_t)(value >> 32);
  return trimmed(made);
}

static number *share(number *n) {
  ++n->references;
  return n;
}

static void drop(number *n) {
  if (!--n->references)
    free(n);
}

// Gives the variable the only reference to what was made.
static void set(number **variable, number *made) {
  drop(*variable);
  *variable = made;
}

static int compare(const number *a, const number *b) {
  if (a->length != b->length)
    return a->length < b->length ? -1 : 1;
  for (uint32_t i = a->length; i-- > 0;)
    if (a->digits[i] != b->digits[i])
      return a->digits[i] < b->digits[i] ? -1 : 1;
  return 0;
}

static uint32_t digit(const number *n, uint32_t i) {
  return i < n->length ? n->digits[i] : 0;
}

static number *sum_of(const number *a, const number *b) {
  uint32_t length = a->length > b->length ? a->length : b->length;
  number *made = number_new(length + 1);
  uint64_t carry = 0;
  for (uint32_t i = 0; i <= length; ++i, carry >>= 32)
    made->digits[i] = (uint32_t)(carry += (uint64_t)digit(a, i) + digit(b, i));
  return trimmed(made);
}

// a is not less than b.
static number *difference(const number *a, const number *b) {
  number *made = number_new(a->length);
  int64_t carry = 0;
  for (uint32_t i = 0; i < a->length; ++i, carry >>= 32)
    made->digits[i] = (uint32_t)(carry += (int64_t)a->digits[i] - digit(b, i));
  return trimmed(made);
}

static number *product(const number *a, const number *b) {
  number *made = number_new(a->length + b->length);
  memset(made->digits, 0, made->length * sizeof *made->digits);
  for (uint32_t i = 0; i < a->length; ++i) {
    uint64_t carry = 0;
    for (uint32_t j = 0; j < b->length; ++j, carry >>= 32) {
      carry += (uint64_t)a->digits[i] * b->digits[j] + made->digits[i + j];
      made->digits[i + j] = (uint32_t)carry;
    }
    made->digits[i + b->length] = (uint32_t)carry;
  }
  return trimmed(made);
}

static number *divide_by_digit(const number *a, uint32_t by, number **rest) {
  number *made = number_new(a->length);
  uint64_t left = 0;
  for (uint32_t i = a->length; i-- > 0;) {
    left = left << 32 | a->digits[i];
    made->digits[i] = (uint32_t)(left / by);
    left %= by;
  }
  *rest = number_of(left);
  return trimmed(made);
}

static void shift_left(number *n, uint32_t bits) {
  for (uint32_t i = n->length; bits && i-- > 0;)
    n->digits[i] = n->digits[i] << bits |
                   (i ? (uint32_t)(n->digits[i - 1] >> (32 - bits)) : 0);
}

// Takes by * factor from the digits at `from`; what is missing on top.
static int64_t take(number *from, uint32_t at, const number *by,
                    uint64_t factor) {
  int64_t borrow = 0;
  uint64_t carry = 0;
  for (uint32_t i = 0; i <= by->length; ++i, carry >>= 32, borrow >>= 32) {
    carry += (i < by->length ? factor * by->digits[i] : 0);
    borrow += (int64_t)from->digits[at + i] - (uint32_t)carry;
    from->digits[at + i] = (uint32_t)borrow;
  }
  return borrow;
}

// What overflows on top.
static int64_t give_back(number *to, uint32_t at, const number *by) {
  uint64_t carry = 0;
  for (uint32_t i = 0; i <= by->length; ++i, carry >>= 32)
    to->digits[at + i] =
        (uint32_t)(carry += (uint64_t)to->digits[at + i] + digit(by, i));
  return (int64_t)carry;
}

static number *copy_of(const number *n, uint32_t length) {
  number *made = number_new(length);
  for (uint32_t i = 0; i < length; ++i)
    made->digits[i] = digit(n, i);
  return made;
}

static void shift_right(number *n, uint32_t bits) {
  for (uint32_t i = 0; bits && i < n->length; ++i)
    n->digits[i] = n->digits[i] >> bits | digit(n, i + 1) << (32 - bits);
}

// Of a quotient: guessed from the highest digits, and two too large at most.
static uint32_t next_digit(number *left, uint32_t i, const number *by) {
  uint64_t top = (uint64_t)left->digits[i + by->length] << 32 |
                 left->digits[i + by->length - 1];
  uint64_t guess = top / by->digits[by->length - 1];
  guess = guess > UINT32_MAX ? UINT32_MAX : guess;
  for (int64_t missing = take(left, i, by, guess); missing; --guess)
    missing += give_back(left, i, by);
  return (uint32_t)guess;
}

static number *divide(const number *a, const number *b, number **rest) {
  if (b->length == 1)
    return divide_by_digit(a, b->digits[0], rest);
  if (compare(a, b) < 0) {
    *rest = copy_of(a, a->length);
    return number_new(0);
  }
  uint32_t bits = (uint32_t)__builtin_clz(b->digits[b->length - 1]);
  number *left = copy_of(a, a->length + 1), *by = copy_of(b, b->length);
  shift_left(left, bits);
  shift_left(by, bits);
  number *made = number_new(a->length - b->length + 1);
  for (uint32_t i = made->length; i-- > 0;)
    made->digits[i] = next_digit(left, i, by);
  shift_right(left, bits);
  drop(by);
  *rest = trimmed(left);
  return trimmed(made);
}

static number *quotient(const number *a, const number *b) {
  number *rest, *made = divide(a, b, &rest);
  drop(rest);
  return made;
}

static number *remainder_of(const number *a, const number *b) {
  number *rest;
  drop(divide(a, b, &rest));
  return rest;
}

// Euclid's: the last rest that isn't zero.
static number *common_divisor(const number *a, const number *b) {
  number *x = copy_of(a, a->length), *y = copy_of(b, b->length);
  while (y->length) {
    number *rest = remainder_of(x, y);
    set(&x, y);
    y = rest;
  }
  drop(y);
  return x;
}

// The largest whose square is no more: Newton's way, from above.
static number *square_root(const number *n) {
  number *two = number_of(2), *root = copy_of(n, n->length);
  for (;;) {
    number *part = quotient(n, root), *sum = sum_of(root, part);
    number *next = quotient(sum, two);
    drop(part);
    drop(sum);
    if (compare(next, root) >= 0) {
      drop(next);
      drop(two);
      return root;
    }
    set(&root, next);
  }
}

static number *product_modulo(const number *a, const number *b,
                              const number *modulus) {
  number *whole = product(a, b), *made = remainder_of(whole, modulus);
  drop(whole);
  return made;
}

#endif
