/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdlib.h>

void *buffer(unsigned long size) { return malloc(size); }
