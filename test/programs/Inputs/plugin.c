/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * plugin.c: a library for hosts that were not built with MemTrace.
 */
#include <stdlib.h>
#include <string.h>

char *plugin_make(const char *text) {
  size_t bytes = strlen(text) + 1;
  return memcpy(malloc(bytes), text, bytes);
}

void plugin_drop(char *text) { free(text); }
