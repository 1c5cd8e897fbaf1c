// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libraries.cpp: three libraries, a and c of which are built with MemTrace, and
// b is not; and a host that loads and unloads them in all orders, as often as
// its fourth argument says.
//
// a allocates. c throws, out of functions of b, which catches or doesn't, and
// allocates afterwards: for want of anybody of the program's in between, that
// is charged to the line of c that threw, also when c is gone.
#include <cstdlib>
#include <stdexcept>
#include <string>

#if defined(LIBRARY_A)

extern "C" void *a_make() { return std::malloc(100); } // A

#elif defined(LIBRARY_B)

extern "C" bool b_call(void (*function)(), bool catches) {
  if (!catches) {
    function();
    return false;
  }
  try {
    function();
  } catch (const std::exception &) {
    return true;
  }
  return false;
}

extern "C" void *b_make() { return std::malloc(10); }

#elif defined(LIBRARY_C)

extern "C" void c_throw() {
  std::string text(1000, 'x');
  throw std::runtime_error("thrown by c"); // C
}

#else

#include <dlfcn.h>
#include <pthread.h>

namespace {

struct Library {
  const char *path;
  void *handle;
};
Library libraries[3];
int flags = RTLD_NOW;

template <typename Function> Function *find(int which, const char *name) {
  void *found = dlsym(libraries[which].handle, name);
  if (!found)
    std::abort();
  return reinterpret_cast<Function *>(found);
}

void load(int which) {
  libraries[which].handle = dlopen(libraries[which].path, flags);
  if (!libraries[which].handle)
    std::abort();
}

void unload(int which) {
  if (dlclose(libraries[which].handle) != 0)
    std::abort();
  libraries[which].handle = nullptr;
}

// What the libraries do that are there.
void use() {
  if (libraries[0].handle) {
    void *block = find<void *()>(0, "a_make")();
    std::free(block);
  }
  if (libraries[1].handle && libraries[2].handle) {
    auto *call = find<bool(void (*)(), bool)>(1, "b_call");
    auto *thrower = find<void()>(2, "c_throw");
    bool caught = false;
    try {
      call(thrower, false);
    } catch (const std::runtime_error &) {
      caught = true;
    }
    if (!caught || !call(thrower, true))
      std::abort();
  }
  if (libraries[1].handle)
    std::free(find<void *()>(1, "b_make")());
}

const int kOrders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                           {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

void in_all_orders(int round) {
  const int *in = kOrders[round % 6], *out = kOrders[round / 6 % 6];
  for (int i = 0; i < 3; ++i) {
    load(in[i]);
    use();
  }
  for (int i = 0; i < 3; ++i) {
    unload(out[i]);
    use();
  }
}

// One thread keeps the ambient site that c has left behind while another one
// unloads it.
pthread_barrier_t barrier;
void *allocate_between(void *) {
  auto *call = find<bool(void (*)(), bool)>(1, "b_call");
  auto *make = find<void *()>(1, "b_make");
  if (!call(find<void()>(2, "c_throw"), true))
    std::abort();
  pthread_barrier_wait(&barrier);
  pthread_barrier_wait(&barrier); // c is gone
  std::free(make());
  return nullptr;
}

void with_a_thread() {
  for (int i = 0; i < 3; ++i)
    load(i);
  pthread_t thread;
  pthread_barrier_init(&barrier, nullptr, 2);
  pthread_create(&thread, nullptr, allocate_between, nullptr);
  pthread_barrier_wait(&barrier);
  unload(2);
  unload(0);
  pthread_barrier_wait(&barrier);
  pthread_join(thread, nullptr);
  unload(1);
}

} // namespace

int main(int, char **words) {
  for (int i = 0; i < 3; ++i)
    libraries[i].path = words[i + 1];
  int rounds = std::atoi(words[4]);
  if (words[5])
    flags |= RTLD_DEEPBIND;
  for (int round = 0; round < rounds; ++round)
    in_all_orders(round);
  for (int round = 0; round < 10; ++round)
    with_a_thread();
  return 6;
}

#endif
