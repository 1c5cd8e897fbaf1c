// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// chain.h: loads a plug-in, lets it change a text, and unloads it.
#ifndef CHAIN_H
#define CHAIN_H

// Replaces *text, which is freed. NULL, or why it failed.
const char *chain_apply(const char *plugin, char **text);

#endif
