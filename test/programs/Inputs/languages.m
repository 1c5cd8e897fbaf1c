#include <objc/objc.h>
#include <objc/runtime.h>
#include <stdlib.h>

__attribute__((objc_root_class)) @interface Box { Class isa; char bytes[992]; }
+ (id)make;
- (void *)grow;
@end

@implementation Box
+ (id)make { return class_createInstance(self, 0); }
- (void *)grow { return malloc(100); }
@end

void *volatile keep;

int main(void) {
  Box *box = [Box make];
  keep = box;
  keep = [box grow];
  return 0;
}
