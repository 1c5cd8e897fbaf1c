// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See sites-survive-an-lto-link.test; lines matter.
#include "shared.h"
void *volatile keep;
int main() {
  keep = Shared::make();
  keep = wrapper(11);
  keep = malloc(12);
  int r = two();
  done();
  return r;
}
