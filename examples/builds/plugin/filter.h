// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// filter.h: what a plug-in is: a library with one function of this name.
#ifndef FILTER_H
#define FILTER_H

// The text changed, in a block of its own for free(); NULL when there is not
// enough memory.
typedef char *filter_function(const char *text);

filter_function filter_apply;

#endif
