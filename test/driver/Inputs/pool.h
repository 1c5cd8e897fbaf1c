#include <stdlib.h>

static inline void *vendored(void) { return malloc(32); }
