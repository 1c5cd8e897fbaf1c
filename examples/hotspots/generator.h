// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// generator.h: values that a coroutine makes one at a time, for range-for.
// C++23 has std::generator; this is the part of it that the examples need, for
// C++20 and the libraries of Debian 12.
#ifndef MEMTRACE_EXAMPLES_GENERATOR_H
#define MEMTRACE_EXAMPLES_GENERATOR_H

#include <coroutine>
#include <iterator>
#include <memory>
#include <utility>

template <class T> class Generator {
public:
  struct promise_type {
    const T *value = nullptr;

    Generator get_return_object() {
      return Generator(Handle::from_promise(*this));
    }
    std::suspend_always initial_suspend() { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    // What is yielded lives until the coroutine goes on: no copy is made.
    std::suspend_always yield_value(const T &made) {
      value = std::addressof(made);
      return {};
    }
    void return_void() {}
    void unhandled_exception() { throw; } // to whoever asked for a value
  };

  class Iterator {
  public:
    using Handle = std::coroutine_handle<promise_type>;
    explicit Iterator(Handle from) : from_(from) {}
    const T &operator*() const { return *from_.promise().value; }
    Iterator &operator++() {
      from_.resume();
      return *this;
    }
    bool operator==(std::default_sentinel_t) const { return from_.done(); }

  private:
    Handle from_;
  };

  Generator(Generator &&other) noexcept
      : from_(std::exchange(other.from_, nullptr)) {}
  Generator &operator=(Generator other) noexcept {
    std::swap(from_, other.from_);
    return *this;
  }
  ~Generator() {
    if (from_)
      from_.destroy();
  }

  /// Makes the first value; once.
  Iterator begin() { return ++Iterator(from_); }
  std::default_sentinel_t end() const { return {}; }

private:
  using Handle = std::coroutine_handle<promise_type>;
  explicit Generator(Handle from) : from_(from) {}
  Handle from_;
};

#endif
