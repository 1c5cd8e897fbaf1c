// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: growth_sites none|each PAIRS
//
// First each of many lines makes a malloc and free pair, or none does; then so
// many are made by lines that are chosen at random. Prints how many seconds of
// processor time each part took. The functions are generated, with SITES_EACH
// such lines in each.
#include "program.h"

#include <string.h>

typedef void making_pair(unsigned line);
extern making_pair *const functions[];
extern const unsigned function_count;

static void call_each(void) {
  for (unsigned i = 0; i < function_count; ++i)
    for (unsigned line = 0; line < SITES_EACH; ++line)
      functions[i](line);
}

static void call_random(uint64_t pairs) {
  for (uint64_t state = 1; pairs; --pairs) {
    making_pair *function = functions[random_below(&state, function_count)];
    function(random_below(&state, SITES_EACH));
  }
}

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  double begin = cpu_seconds();
  if (!strcmp(argv[1], "each"))
    call_each();
  double second = cpu_seconds();
  call_random(strtoull(argv[2], NULL, 10));
  return printf("{\"each\": %.6f, \"random\": %.6f}\n", second - begin,
                cpu_seconds() - second) < 0;
}
