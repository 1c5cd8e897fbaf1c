// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// chain.c: see chain.h.
#include "chain.h"

#include "filter.h"

#include <dlfcn.h>
#include <stdlib.h>

const char *chain_apply(const char *plugin, char **text) {
  void *library = dlopen(plugin, RTLD_NOW);
  if (!library)
    return dlerror();
  filter_function *apply = (filter_function *)dlsym(library, "filter_apply");
  char *changed = apply ? apply(*text) : NULL;
  dlclose(library);
  if (!changed)
    return apply ? "not enough memory" : "this is no filter";
  free(*text);
  *text = changed;
  return NULL;
}
