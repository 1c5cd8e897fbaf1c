// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// line_matrix.cpp: the ways in which C++ asks for memory, and the line that a
// reader would point at. What the rows of a report must be stands here, by
// hand: EXPECT bytes blocks, `*` where a library or the optimizer decides;
// EXPECT(feature) where not every toolchain has it; a file and line behind it
// where #line or #include give another. line_matrix.py reads this; there are
// no other rows.
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <vector>

#ifdef WITH_COROUTINES
#include <coroutine>
#endif
#ifdef WITH_FORMAT
#include <format>
#endif
#ifdef WITH_PMR
#include <memory_resource>
#endif
#ifdef WITH_RANGES
#include <ranges>
#endif

// What the optimizer must take for used.
#define ESCAPE(pointer) asm volatile("" : : "g"(pointer) : "memory")
#define NOINLINE __attribute__((noinline))

namespace {

volatile int n = 10; // unknown to the optimizer
const char *volatile kLong = "a text too long for the small string buffer";

// clang-format off: what belongs to a line stands on it

// Globals: the line of the initialiser, in a constructor that of the member.
char *global = new char[101];           // EXPECT 101 1
std::vector<char> globalVector(102);    // EXPECT 102 1
char *fromLambda = [] {
  return new char[103];                 // EXPECT 103 1
}();
struct Member {
  char *bytes;
  Member() : bytes(new char[104]) {}    // EXPECT 104 1
};
Member globalMember;
// With what libc needs to destroy it.
thread_local std::vector<char> perThread(105); // EXPECT 137 2
template <class T> T *globalTemplate = new T[1]; // EXPECT 4 1

void globals() {
  ESCAPE(global); ESCAPE(&globalVector); ESCAPE(fromLambda);
  ESCAPE(&globalMember); ESCAPE(perThread.data()); ESCAPE(globalTemplate<int>);
  static std::vector<char> local(106);  // EXPECT 106 1
  ESCAPE(&local);
}

// Default arguments: the line of the call, which is where the memory is asked
// for; a default argument is asked for by every caller.
char *withDefault(int, char *bytes = new char[107]) { return bytes; }

// Default member initialisers: their own line, whoever wrote the constructor.
struct Implicit {
  char *one = new char[108];            // EXPECT 216 2
  void *two = malloc(109);              // EXPECT 218 2
};
struct Explicit {
  Explicit(int) {}
  std::unique_ptr<char[]> bytes = std::make_unique<char[]>(110); // EXPECT 110 1
};

void defaults() {
  char *bytes = withDefault(            // EXPECT 107 1
      1);
  ESCAPE(bytes);
  Implicit implicit; ESCAPE(&implicit);
  Implicit *made = new Implicit;        // EXPECT 16 1
  ESCAPE(made);
  Explicit explicitOne(1); ESCAPE(&explicitOne);
}

// Macros: where they are used.
#define MAKE(bytes) (new char[bytes])
#define MAKE_TWO(a, b)                                                         \
  a = new char[112];                                                           \
  b = new char[113]
void macros() {
  char *a = MAKE(111); ESCAPE(a);       // EXPECT 111 1
  MAKE_TWO(char *b, char *c);           // EXPECT 225 2
  ESCAPE(b); ESCAPE(c);
#define ITEM(bytes) ESCAPE(new char[bytes]);
#include "line_matrix.def"
  // EXPECT 114 1 line_matrix.def:4
  // EXPECT 115 1 line_matrix.def:5
}

// Operators and conversions are functions like others: their own lines.
struct Number {
  char *digits;
  Number operator+(const Number &) const {
    return {new char[116]};             // EXPECT 116 1
  }
  operator std::vector<char>() const {
    return std::vector<char>(117);      // EXPECT 117 1
  }
  Number &operator++() {
    digits = new char[118];             // EXPECT 118 1
    return *this;
  }
  // A class's own operator new is a wrapper.
  static void *operator new(size_t size) { return ::operator new(size); }
};
Number operator""_number(const char *, size_t) {
  return {new char[119]};               // EXPECT 119 1
}
void operators() {
  Number one = {nullptr}, sum = one + one; ESCAPE(&sum);
  std::vector<char> converted = one; ESCAPE(&converted);
  ++one; ESCAPE(&one);
  Number literal = "1"_number; ESCAPE(&literal);
  Number *made = new Number;            // EXPECT 8 1
  ESCAPE(made);
}

// Templates: their line in the source, for all that are made of them.
template <class T> T *make() {
  return new T;                         // EXPECT 12 2
}
template <class T, int N> struct Array {
  T *items;
  Array() {
    items = new T[N];                   // EXPECT 240 1
  }
  template <class U> void use(U &&) {
    ESCAPE(new T);                      // EXPECT 2 1
  }
};
void templates() {
  ESCAPE(make<int>()); ESCAPE(make<double>());
  Array<short, 120> array; ESCAPE(&array);
  array.use(1);
}

// Lambdas, also called from inside the library.
void lambdas() {
  auto lambda = [](int more) {
    char *bytes = new char[121];        // EXPECT 121 1
    return bytes + more;
  };
  ESCAPE(lambda(1));
  char room[100] = {};
  std::function<char *()> function = [room] { // EXPECT * 1
    return new char[122] + room[n];     // EXPECT 122 1
  };
  ESCAPE(function());
  auto generic = [](auto size) {
    std::vector<char> bytes(100);       // EXPECT 100 1
    ESCAPE(&bytes); return size;
  };
  ESCAPE(generic(123));
}

// Inheritance: the function that runs.
struct Base {
  virtual ~Base() {}
  virtual char *get() { return nullptr; }
};
struct Other {
  virtual ~Other() {}
  virtual char *other() { return nullptr; }
};
struct Derived final : Base, Other {
  char *get() override {
    return new char[124];               // EXPECT 124 1
  }
  char *other() override {              // through a thunk
    return new char[125];               // EXPECT 125 1
  }
};
void classes() {
  Derived derived;
  Base *base = &derived; ESCAPE(&base);
  Other *other = &derived; ESCAPE(&other);
  ESCAPE(base->get());
  ESCAPE(other->other());
}

// Statements over several lines: the line of each part.
char *take(char *a, char *b, void *c) { ESCAPE(b); ESCAPE(c); return a; }
void statements() {
  char *taken = take(
      new char[126],                    // EXPECT 126 1
      n ? new char[127]                 // EXPECT 127 1
        : nullptr,
      malloc(                           // EXPECT 128 1
          128));
  ESCAPE(taken);
  char *value = ({
    char *inner = new char[129];        // EXPECT 129 1
    inner;
  });
  ESCAPE(value);
  std::string sum = std::string(kLong)  // EXPECT * 1
      + std::string(100, '1');          // EXPECT * *
  ESCAPE(&sum);
  std::vector<std::vector<char>> list = { // with copies: EXPECT 309 3
      std::vector<char>(130),           // EXPECT 130 1
      std::vector<char>(131),           // EXPECT 131 1
  };
  ESCAPE(&list);
}

struct Range {
  std::vector<char> bytes;
  char *begin() {
    bytes.resize(132);                  // EXPECT 132 1
    ESCAPE(bytes.data());
    return &bytes[0];
  }
  char *end() { return &bytes[0] + 2; }
};
struct Pair { char *a; char *b; };
NOINLINE Pair two() {
  return {new char[133],                // EXPECT 133 1
          new char[134]};               // EXPECT 134 1
}
void cleanUp(char **bytes) {
  free(*bytes);
  ESCAPE(malloc(135));                  // EXPECT 135 1
}
void language() {
  Range range;
  for (char byte : range)
    ESCAPE(&byte);
  auto [a, b] = two(); ESCAPE(a); ESCAPE(b);
  __attribute__((cleanup(cleanUp)))
  char *cleaned = (char *)malloc(136);  // EXPECT 136 1
  ESCAPE(cleaned);
  char *onStack = (char *)__builtin_alloca(n); ESCAPE(onStack);
  try {
    throw std::string(137, 'x');        // EXPECT * 2
  } catch (const std::string &text) {
    ESCAPE(&text);
  }
}

#ifdef WITH_COROUTINES
struct Task {
  struct promise_type {
    Task get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
  std::coroutine_handle<promise_type> handle;
};
NOINLINE Task coroutine(int size) {     // EXPECT(coroutines) * 1
  std::vector<char> before(size + 138); // EXPECT(coroutines) 148 1
  co_await std::suspend_always();
  std::vector<char> after(size + 139);  // EXPECT(coroutines) 149 1
  ESCAPE(&before); ESCAPE(&after);
}
void coroutines() {
  Task task = coroutine(n);
  task.handle.resume();
  task.handle.resume();
  task.handle.destroy();
}
#else
void coroutines() {}
#endif

void library() {
#ifdef WITH_FORMAT
  std::string text = std::format("{:>100}", int(n)); // EXPECT(format) * *
  ESCAPE(&text);
#endif
#ifdef WITH_PMR
  std::pmr::vector<char> pooled(140);   // EXPECT(pmr) 140 1
  ESCAPE(&pooled);
  std::pmr::monotonic_buffer_resource pool(1000);
  std::pmr::string inPool(kLong, &pool); // EXPECT(pmr) * 1
  ESCAPE(&inPool);
#endif
#ifdef WITH_RANGES
  auto odd = std::views::iota(0, int(n)) | std::views::filter([](int i) { return i % 2; });
  std::vector<int> kept;
  for (int i : odd)
    kept.push_back(i);                  // EXPECT(ranges) 60 4
  ESCAPE(&kept);
#endif
}

} // namespace

static char *generated(); // EXPECT 141 1 grammar.y:11

int main() {
  globals();
  defaults();
  macros();
  operators();
  templates();
  lambdas();
  classes();
  statements();
  language();
  coroutines();
  library();
  ESCAPE(generated());
  return 0;
}

#line 10 "grammar.y"
char *generated() {
  return new char[141];
}
