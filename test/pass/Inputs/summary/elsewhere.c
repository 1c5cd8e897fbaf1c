/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
int elsewhere(int n) { return n * 3; }
