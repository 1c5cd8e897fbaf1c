#include "lib/pool.h"

void *volatile keep;
void *take(void) { return malloc(64); }
void *array(size_t n) { return malloc(n); }

int main(void) {
  keep = take();
  keep = array(100);
  keep = vendored();
}
