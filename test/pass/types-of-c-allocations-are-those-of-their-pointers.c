// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// malloc says nothing of what it is for: the declared type of the pointer that
// the result goes to does, with -g. The optimizer must not lose it.
// RUN: %clang -g -O0 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -g -O2 -S -emit-llvm %s -o - | %annotate | FileCheck %s
// RUN: %clang -gline-tables-only -O2 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck --check-prefix=LINES %s
// LINES: __memtrace_malloc user={{.*}}chain=
// LINES-NOT: type=
#include <stdlib.h>

typedef struct point {
  int x, y;
} point;
struct box {
  char *name;
  struct {
    point *corner;
  } in;
  double values[3];
  int *rows[4];
  union {
    char *text;
    int *number;
  } either;
  struct box *next;
};

void use(const void *);
static void *xmalloc(size_t n) {
  void *p = malloc(n);
  if (!p)
    abort();
  return p;
}
struct box boxes[4];
point *shared;

// CHECK-LABEL: define fields
// CHECK: _malloc user={{.*}}.c:[[#@LINE+2]]:{{.*}} type=char{{$}}
void fields(struct box *b, int i) {
  b->name = malloc(3);
  // CHECK: _malloc user={{.*}}.c:[[#@LINE+1]]:{{.*}} type=point{{$}}
  b->in.corner = malloc(4);
  // CHECK: _malloc user={{.*}}.c:[[#@LINE+1]]:{{.*}} type=int{{$}}
  b->rows[2] = malloc(5);
  // CHECK: _malloc user={{.*}}.c:[[#@LINE+1]]:{{.*}} type=int{{$}}
  b->rows[i] = malloc(6);
  // Either of two isn't known.
  // CHECK: _malloc user={{.*}}.c:[[#@LINE+2]]:
  // CHECK-NOT: type=
  b->either.text = malloc(7);
  // What a wrapper makes is for its caller.
  // CHECK: user={{.*}}.c:[[#@LINE+1]]:{{.*}} type=box{{$}}
  b->next->next = xmalloc(8);
  // CHECK: _malloc user={{.*}}.c:[[#@LINE+1]]:{{.*}} type=char{{$}}
  boxes[i].name = malloc(9);
}

// CHECK-LABEL: define variables
// CHECK: _malloc user={{.*}}.c:[[#@LINE+2]]:{{.*}} type=point{{$}}
void variables(int condition, char **out) {
  point *p = malloc(10);
  use(p);
  // CHECK: _realloc user={{.*}}.c:[[#@LINE+1]]:{{.*}} type=point{{$}}
  p = realloc(p, 11);
  use(p);
  // CHECK: _malloc user={{.*}}.c:[[#@LINE+3]]:
  // CHECK-NOT: type=
  // CHECK: use
  void *untyped = malloc(12);
  use(untyped);
  // CHECK: _malloc user={{.*}}.c:[[#@LINE+2]]:{{.*}} type=char{{$}}
  // CHECK: _malloc user={{.*}}.c:[[#@LINE+1]]:{{.*}} type=char{{$}}
  char *text = condition ? malloc(13) : malloc(14);
  use(text);
  // CHECK: _malloc user={{.*}}.c:[[#@LINE+1]]:{{.*}} type=const char *{{$}}
  const char **list = malloc(15);
  use(list);
  point *aligned;
  // CHECK: _posix_memalign user={{.*}}.c:[[#@LINE+1]]:{{.*}} type=point{{$}}
  if (!posix_memalign((void **)&aligned, 64, 16))
    use(aligned);
  // CHECK: _malloc user={{.*}}.c:[[#@LINE+1]]:{{.*}} type=int[4]{{$}}
  int(*matrix)[4] = malloc(18);
  use(matrix);
  // CHECK: _malloc user={{.*}}.c:[[#@LINE+1]]:{{.*}} type=int (*)(int, char *)
  int (**functions)(int, char *) = malloc(19);
  use(functions);
  // CHECK: _malloc user={{.*}}.c:[[#@LINE+1]]:{{.*}} type=char{{$}}
  *out = malloc(20);
  // CHECK: _malloc user={{.*}}.c:[[#@LINE+1]]:{{.*}} type=char{{$}}
  out[1] = malloc(21);
  // CHECK: _malloc user={{.*}}.c:[[#@LINE+1]]:{{.*}} type=point{{$}}
  shared = malloc(22);
}

// CHECK-LABEL: define makeBox
// CHECK: _calloc user={{.*}}.c:[[#@LINE+2]]:{{.*}} type=box{{$}}
struct box *makeBox(void) {
  return calloc(1, sizeof(struct box));
}
