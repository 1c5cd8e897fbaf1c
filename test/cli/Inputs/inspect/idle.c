/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
int idle(void) { return 0; }
