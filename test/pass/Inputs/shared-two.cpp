// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See sites-survive-an-lto-link.test; lines matter.
#include "shared.h"
extern void *volatile keep;
static int work() { keep = Shared::make();
  keep = wrapper(22);
  library(24);
  return 0;
}
int two() { return work(); }
