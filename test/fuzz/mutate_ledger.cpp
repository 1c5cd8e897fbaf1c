// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mutate_ledger.cpp: how the fuzzers change a ledger.
#include "memtrace/ledger.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <random>

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

// Every second time an integer in place of another one: fields are aligned,
// and most values of bytes alone are refused at once.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size,
                                          size_t most, unsigned seed) {
  std::minstd_rand random(seed);
  constexpr size_t kHeader = sizeof(memtrace_ledger_header);
  if (size < kHeader || random() % 2 == 0)
    return LLVMFuzzerMutate(data, size, most);
  // The header and its first extents as often as all the rest.
  size_t reach =
      random() % 2 == 0 ? std::min<size_t>(size, kHeader + 328) : size;
  size_t width = size_t{2} << random() % 3;
  size_t at = random() % (reach / width) * width;
  uint64_t value = 0;
  std::memcpy(&value, data + at, width);
  const uint64_t values[] = {0,
                             1,
                             UINT64_MAX,
                             uint64_t{1} << random() % 64,
                             value + 1,
                             value - 1,
                             value + 4096,
                             value - 4096,
                             size,
                             random() % 64};
  value = values[random() % std::size(values)];
  std::memcpy(data + at, &value, width);
  return size;
}
