// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// scratch.h: memory for the time of a report.
#ifndef MEMTRACE_REPORT_SCRATCH_H
#define MEMTRACE_REPORT_SCRATCH_H

#include <stddef.h>

namespace memtrace::rt {

// `take` answers null when there is none; nobody else's memory may be counted
// for it.
struct Scratch {
  void *(*take)(void *context, size_t bytes) = nullptr;
  void (*give_back)(void *context, void *memory, size_t bytes) = nullptr;
  void *context = nullptr;
};

// Of plain values, not initialised.
template <typename T> class ScratchArray {
public:
  explicit ScratchArray(Scratch scratch) : scratch_(scratch) {}
  ~ScratchArray() {
    if (data_ != nullptr)
      scratch_.give_back(scratch_.context, data_, bytes_);
  }
  ScratchArray(const ScratchArray &) = delete;
  ScratchArray &operator=(const ScratchArray &) = delete;

  // Once, for at least one. False: there was no memory.
  bool take(size_t count) {
    bytes_ = count * sizeof(T);
    data_ = static_cast<T *>(scratch_.take(scratch_.context, bytes_));
    return data_ != nullptr;
  }

  T *data() { return data_; }
  const T *data() const { return data_; }
  T &operator[](size_t index) { return data_[index]; }
  const T &operator[](size_t index) const { return data_[index]; }

private:
  Scratch scratch_;
  T *data_ = nullptr;
  size_t bytes_ = 0;
};

} // namespace memtrace::rt

#endif
