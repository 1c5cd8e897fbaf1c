// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// new_forms.cpp: every form of operator new, each on a line of its own, with
// what libstdc++ asks malloc for: EXPECT bytes blocks.
#include "notes.h"

#include <cstring>
#include <new>

namespace {

volatile std::size_t n = 100, zero = 0, huge = std::size_t(-1) / 4;
volatile bool yes = true;

struct alignas(64) Wide {
  char bytes[100];
};
struct Counted {
  ~Counted() {}
  char bytes[10];
};
// clang-format off: what belongs to a line stands on it
#define KEEP(...) LINE(auto p_ = __VA_ARGS__; ESCAPE(p_))

void throwing() {
  KEEP(new int);            // EXPECT 4 1
  KEEP(new char[n]);        // EXPECT 100 1
  KEEP(new char[zero]);     // EXPECT 1 1
  KEEP(new int[n]());       // EXPECT 400 1
  KEEP(new Counted[n]);     // EXPECT 1008 1
  KEEP(new Wide);           // EXPECT 128 1
  KEEP(new Wide[3]);        // EXPECT 384 1
  KEEP(operator new(n));    // EXPECT 100 1
  KEEP(operator new(zero)); // EXPECT 1 1
  KEEP(operator new[](n));  // EXPECT 100 1
  KEEP(operator new(n, std::align_val_t(256)));   // EXPECT 256 1
  KEEP(operator new[](n, std::align_val_t(4096))); // EXPECT 4096 1
  LINE(int *p = new int; ESCAPE(p); delete p);                // EXPECT 4 1
  LINE(auto p = new Wide[2]; ESCAPE(p); delete[] p);          // EXPECT 256 1
  LINE(auto p = new Counted[2]; ESCAPE(p); delete[] p);       // EXPECT 28 1
  LINE(alignas(8) char room[8]; auto p = new (room) int; ESCAPE(p)); // EXPECT 0 0
}

void not_throwing() {
  KEEP(new (std::nothrow) int);       // EXPECT 4 1
  KEEP(new (std::nothrow) char[n]);   // EXPECT 100 1
  KEEP(new (std::nothrow) Wide);      // EXPECT 128 1
  KEEP(new (std::nothrow) Wide[3]);   // EXPECT 384 1
  KEEP(operator new(n, std::nothrow)); // EXPECT 100 1
  // The nothrow forms catch what the others throw: a bad_alloc.
  LINE(void *p = operator new(huge * 2, std::nothrow); if (p) std::abort());
  LINE(void *p = operator new(huge * 2, std::align_val_t(64), std::nothrow); if (p) std::abort());
}

template <typename F> bool fails(F &&f) {
  try {
    f();
  } catch (const std::bad_alloc &) {
    return true;
  }
  return false;
}

int handled;
void handler() {
  if (++handled == 3)
    std::set_new_handler(nullptr);
}

void failing() {
  bool failed = false;
  // What is thrown is asked for too: a header and a bad_alloc.
  LINE(failed = fails([] { ESCAPE(operator new(huge * 2)); }));
  if (!failed)
    puts("operator new(huge) did not throw");
  LINE(failed = fails([] { ESCAPE(new Wide[huge / 64]); }));
  if (!failed)
    puts("new Wide[huge] did not throw");
  std::set_new_handler(handler);
  LINE(failed = fails([] { ESCAPE(new char[huge * 2]); }));
  if (!failed || handled != 3)
    puts("the new handler was not called until it gave up");
  handled = 1;
  std::set_new_handler(handler);
  LINE(void *p = operator new(huge * 2, std::nothrow); failed = !p);
  if (!failed || handled != 3)
    puts("the new handler was not called for nothrow");
  // A constructor that throws: the block goes again, destructors for some.
  LINE(struct S { S() { if (yes) throw 1; } char bytes[30]; }; try { ESCAPE(new S); } catch (int) {});
  LINE(struct S { S() { if (yes) throw 1; } ~S() {} char bytes[30]; }; try { ESCAPE(new S[5]); } catch (int) {});
}

void of_a_class() {
  LINE(struct S { static void *operator new(std::size_t size) { return std::malloc(size + 8); } static void operator delete(void *p) { std::free(p); } char c[20]; }; auto p = new S; ESCAPE(p)); // EXPECT 28 1
  LINE(struct S { static void *operator new(std::size_t size, int more) { return ::operator new(size + more); } static void operator delete(void *p) { ::operator delete(p); } char c[20]; }; auto p = new (5) S; ESCAPE(p); delete p); // EXPECT 25 1
}

} // namespace

int main() {
  notes_start();
  throwing();
  not_throwing();
  failing();
  of_a_class();
  LINE(puts("done"));
  notes_write();
  return 0;
}
