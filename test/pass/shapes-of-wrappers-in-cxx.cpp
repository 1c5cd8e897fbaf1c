// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Wrappers among C++'s functions, and their neighbours that are none.
// RUN: %clangxx -std=c++17 -g -O0 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck %s
// RUN: %clangxx -std=c++17 -g -O1 -fno-inline -S -emit-llvm %s -o - \
// RUN:   | %annotate | FileCheck %s
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <vector>

void use(void *);

// A replaced operator new, with its loop.
// CHECK-DAG: define _Znwm transparent
void *operator new(std::size_t n) {
  for (;;) {
    if (void *p = std::malloc(n ? n : 1))
      return p;
    if (auto handler = std::get_new_handler())
      handler();
    else
      throw std::bad_alloc();
  }
}

// Allocators of one's own.
template <class T> struct Allocator {
  using value_type = T;
  T *allocate(std::size_t n) {
    if (n > std::size_t(-1) / sizeof(T))
      throw std::bad_alloc();
    return static_cast<T *>(std::malloc(n * sizeof(T)));
  }
  void deallocate(T *p, std::size_t) { std::free(p); }
};
template <class T, class U>
bool operator==(const Allocator<T> &, const Allocator<U> &) {
  return true;
}
template <class T, class U>
bool operator!=(const Allocator<T> &, const Allocator<U> &) {
  return false;
}
// CHECK-DAG: define _ZN9AllocatorIiE8allocateEm transparent
void numbers(std::vector<int, Allocator<int>> &v) { v.push_back(1); }

// By reference, and class-specific.
// CHECK-DAG: define {{.*}}by_reference{{.*}} transparent
bool by_reference(char *&out, std::size_t n) {
  out = new (std::nothrow) char[n];
  return out;
}
struct Object {
  // CHECK-DAG: define _ZN6ObjectnwEm transparent
  static void *operator new(std::size_t n) { return std::malloc(n); }
  static void operator delete(void *p) { std::free(p); }
  int values[20];
};
// CHECK-DAG: define _Z11make_objectv{{$}}
Object *make_object() { return new Object; }

// Arrays with a cookie, and placement.
struct Counted {
  Counted();
  ~Counted();
};
// CHECK-DAG: define {{.*}}make_counted{{.*}} transparent
Counted *make_counted(int n) { return new Counted[n]; }
// CHECK-DAG: define {{.*}}placed{{.*}} transparent
Object *placed(std::size_t n) { return ::new (std::malloc(n)) Object; }

// Virtual, as in std::pmr.
struct Resource {
  virtual ~Resource();
  virtual void *take(std::size_t n) = 0;
};
struct Upstream : Resource {
  Resource *next;
  // CHECK-DAG: define _ZN8Upstream4takeEm transparent
  void *take(std::size_t n) override { return next->take(n); }
};
Upstream upstream;

// Objects keep what they allocate: these have lines.
struct Matrix {
  double *data;
  Matrix(int rows, int columns);
};
// CHECK-DAG: define _ZN6MatrixC2Eii{{$}}
Matrix::Matrix(int rows, int columns) : data(new double[rows * columns]) {}
// CHECK-DAG: define {{.*}}make_vector{{.*}}{{[^t]$}}
std::vector<char> make_vector(std::size_t n) { return std::vector<char>(n); }
// CHECK-DAG: define {{.*}}part_of{{.*}}{{[^t]$}}
std::string part_of(const std::string &s, std::size_t n) {
  return s.substr(0, n);
}
std::string others_text(int n);
// CHECK-DAG: define {{.*}}text_of{{.*}}{{[^t]$}}
std::string text_of(int n) { return others_text(n); }
// CHECK-DAG: define {{.*}}make_unique_array{{.*}}{{[^t]$}}
std::unique_ptr<char[]> make_unique_array(std::size_t n) {
  return std::make_unique<char[]>(n);
}

// What a lambda captured is its own, what it is given its caller's.
template <class F> void *call(F &&f, std::size_t n) { return f(n); }
void lambdas(std::size_t n) {
  // CHECK-DAG: define _ZZ7lambdasmENK3$_0clEv{{$}}
  auto captured = [n]() -> void * { return std::malloc(n); };
  use(captured());
  // CHECK-DAG: define _ZZ7lambdasmENK3$_1clEv{{$}}
  auto referred = [&]() -> void * { return std::malloc(n); };
  use(referred());
  // CHECK-DAG: define _ZZ7lambdasmENK3$_2clEm transparent
  auto given = [](std::size_t m) -> void * { return std::malloc(m); };
  use(call(given, n));
}
