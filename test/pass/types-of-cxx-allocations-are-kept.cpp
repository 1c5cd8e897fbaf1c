// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types as a C++ reader writes them: of new, also where inlining turned the
// call into an invoke, and of the std::allocator<T> that was inlined.
// RUN: %clangxx -std=c++17 -g -O0 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck %s
// RUN: %clangxx -std=c++17 -g -O2 -S -emit-llvm %s -o - | %annotate \
// RUN:   | FileCheck --check-prefixes=CHECK,OPT %s
// RUN: %clangxx -std=c++17 -g -gsimple-template-names -O2 -S -emit-llvm %s \
// RUN:   -o - | %annotate | FileCheck --check-prefixes=CHECK,OPT %s
#include <cstdlib>
#include <memory>
#include <memory_resource>
#include <string>
#include <vector>

void use(void *);

namespace ns {
inline namespace v1 {
struct Foo {
  int x;
  struct Inner {
    int y;
  };
};
} // namespace v1
template <class T, int N, bool B, class... More> struct Box {
  T items[N];
  Box();
};
} // namespace ns
namespace {
struct Hidden {
  int h;
};
} // namespace
using Alias = ns::Foo;

// CHECK-LABEL: define _Z5namesv
void names() {
  // CHECK: user={{.*}}:[[#@LINE+1]]:{{.*}} type=ns::Foo{{$}}
  use(new ns::Foo);
  // CHECK: user={{.*}}:[[#@LINE+1]]:{{.*}} type=ns::Foo::Inner{{$}}
  use(new ns::Foo::Inner[3]);
  // CHECK: user={{.*}}:[[#@LINE+1]]:{{.*}} type=ns::Box<const char *, 3, false, char, int>{{$}}
  use(new ns::Box<const char *, 3, false, char, int>);
  // CHECK: user={{.*}}:[[#@LINE+1]]:{{.*}} type=(anonymous namespace)::Hidden{{$}}
  use(new Hidden);
  // CHECK: user={{.*}}:[[#@LINE+1]]:{{.*}} type=Alias{{$}}
  use(new Alias);
  // CHECK: user={{.*}}:[[#@LINE+1]]:{{.*}} type=std::string{{$}}
  use(new std::string);
  // CHECK: user={{.*}}:[[#@LINE+1]]:{{.*}} type=const char *{{$}}
  use(new const char *);
  // CHECK: user={{.*}}:[[#@LINE+1]]:{{.*}} type=ns::Foo **{{$}}
  use(new ns::Foo **);
  // CHECK: user={{.*}}:[[#@LINE+1]]:{{.*}} type=ns::Foo{{$}}
  auto *cast = static_cast<ns::Foo *>(malloc(3));
  use(cast);
}

// A call that inlining turns into an invoke.
struct Owner {
  ns::Foo *foo = new ns::Foo[7];
  ~Owner() { delete[] foo; }
};
// OPT-LABEL: define _Z6invokev
// OPT: invoke __memtrace_new_array user={{.*}}type=ns::Foo{{$}}
void invoke() {
  std::string outer(100, 'x');
  Owner owner;
  use(&owner);
}

// OPT-LABEL: define _Z9allocatorRSt6vectorIN2ns2v13FooESaIS2_EE
// OPT: __memtrace_new user={{.*}}type=ns::Foo{{$}}
void allocator(std::vector<ns::Foo> &v) { v = std::vector<ns::Foo>(9); }

template <class T> struct MyAllocator {
  using value_type = T;
  T *allocate(size_t n) { return (T *)malloc(n * sizeof(T)); }
  void deallocate(T *p, size_t) { free(p); }
};
// OPT-LABEL: define _Z12ownAllocatorv
// OPT: __memtrace_{{[mc]}}alloc user={{.*}}type=(anonymous namespace)::Hidden{{$}}
void ownAllocator() {
  std::vector<Hidden, MyAllocator<Hidden>> v(10);
  use(&v);
}

// The resource allocates for whoever uses the allocator.
// OPT-LABEL: define _Z3pmrR
// OPT: frame user={{.*}}type=ns::Foo{{$}}
// OPT-NEXT: indirect
void pmr(std::pmr::vector<ns::Foo> &v) { v.reserve(10); }
